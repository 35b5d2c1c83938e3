package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DropPatternRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GetTokenizerRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.ModelFamily;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SelectPattern;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerServerTest {
  @TempDir Path folder;
  private WorkerServer worker;
  private ManagedChannel channel;
  private WorkerServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    var checkpoint = Golden.checkpoint("dream-tiny", folder);
    Files.writeString(checkpoint.resolve("vocab.json"), "{\"a\": 0}");
    Files.writeString(checkpoint.resolve("merges.txt"), "x".repeat(3_000_000));
    worker =
        WorkerServer.start(
                WorkerConfig.of(checkpoint)
                    .withLimits(WorkerLimits.defaults().withPatternCacheBytes(4096)))
            .awaitReady();
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", worker.port()).usePlaintext().build();
    stub = WorkerServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    worker.close();
  }

  @Test
  void forward_everythingWrong_allViolationsAtOnce() {
    var request =
        ForwardRequest.newBuilder()
            .setModel("other")
            .addTokenIds(512)
            .setPromptLength(1)
            .setCfgScale(-1)
            .setProposal(ProposalDirective.newBuilder().addPositions(1))
            .build();
    var failure = failure(() -> stub.forward(request));

    assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(reason(failure)).isEqualTo("INVALID_FORWARD");
    var fields =
        detail(failure, BadRequest.getDefaultInstance()).getFieldViolationsList().stream()
            .map(BadRequest.FieldViolation::getField)
            .collect(Collectors.toSet());
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "model",
            "token_ids",
            "prompt_length",
            "cfg_scale",
            "proposal.positions",
            "attention",
            "proposal.sampling");
  }

  @Test
  void forward_patternMissing_failedPreconditionUntilPut() {
    var selected = stub.forward(request().setAttention(select("p", 32)).build());
    var pattern = PatternBits.fetch(stub, "p");
    var before = stub.forward(request().setAttention(sparse("p")).build());
    drop("p");

    var failure = failure(() -> stub.forward(request().setAttention(sparse("p")).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(reason(failure)).isEqualTo("PATTERN_MISSING");
    assertThat(reason(failure(() -> PatternBits.fetch(stub, "p")))).isEqualTo("PATTERN_MISSING");

    PatternSender.put(channel, selected.getPattern(), pattern.bytes());
    PatternSender.put(channel, selected.getPattern(), pattern.bytes());
    var after = stub.forward(request().setAttention(sparse("p")).build());
    assertThat(after.getConfidencesList()).isEqualTo(before.getConfidencesList());
    assertThat(PatternBits.fetch(stub, "p").words()).isEqualTo(pattern.words());
  }

  @Test
  void forward_newerPatternsOverTheBound_oldestForgotten() {
    for (var id : new String[] {"a", "b", "c", "d"}) {
      stub.forward(request().setAttention(select(id, 16)).build()); // 3 x 4 x 13 words: 1248 bytes
    }
    assertThat(reason(failure(() -> PatternBits.fetch(stub, "a")))).isEqualTo("PATTERN_MISSING");
    assertThat(PatternBits.fetch(stub, "d").header().getBlocks()).isEqualTo(13);
  }

  @Test
  void putPattern_tornOrTooLarge_refused() {
    var header = stub.forward(request().setAttention(select("p", 32)).build()).getPattern();
    var words = PatternBits.fetch(stub, "p").bytes();

    assertThat(code(header, words.substring(8))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header, words.concat(words))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header, words.substring(0, 9))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header.toBuilder().setBlocks(99).build(), words))
        .isEqualTo(Code.INVALID_ARGUMENT);
    var huge = header.toBuilder().setLayers(1 << 20).build();
    assertThat(code(huge, words)).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void describe_loaded_whatTheCheckpointSays() {
    var description = stub.describe(DescribeRequest.getDefaultInstance());
    assertThat(description.getModel()).isEqualTo("dream-tiny");
    assertThat(description.getFamily()).isEqualTo(ModelFamily.MODEL_FAMILY_DREAM);
    assertThat(description.getKvHeads()).isEqualTo(2);
    assertThat(description.getMaskTokenId()).isEqualTo(500);
    assertThat(description.getPadTokenId()).isEqualTo(501);
    assertThat(description.hasEosTokenId()).isFalse();
    assertThat(description.getWarnings(0)).contains("trained for 4096 tokens");
    assertThat(description.getWeightBytes()).isGreaterThan(700_000);
    assertThat(description.getKernels()).startsWith("portable: ");
  }

  @Test
  void getTokenizer_largeFiles_wholeInChunks() {
    var files = new TreeMap<String, ByteArrayOutputStream>();
    stub.getTokenizer(GetTokenizerRequest.getDefaultInstance())
        .forEachRemaining(
            part ->
                files
                    .computeIfAbsent(part.getFileName(), name -> new ByteArrayOutputStream())
                    .writeBytes(part.getData().toByteArray()));
    assertThat(files).containsOnlyKeys("merges.txt", "vocab.json");
    assertThat(files.firstEntry().getValue().size()).isEqualTo(3_000_000);
    assertThat(files.lastEntry().getValue().toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"a\": 0}");
  }

  @Test
  void health_loaded_serving() {
    var health = HealthGrpc.newBlockingStub(channel);
    for (var service : new String[] {"", WorkerServiceGrpc.SERVICE_NAME}) {
      var request = HealthCheckRequest.newBuilder().setService(service).build();
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void start_checkpointThatDoesNotLoad_notServingAndSaysWhy() throws IOException {
    var broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("config.json"), "{\"model_type\": \"bert\"}");
    try (var server = WorkerServer.start(WorkerConfig.of(broken))) {
      assertThatThrownBy(server::awaitReady)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("expected llada or Dream");
      var other =
          ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      var status =
          HealthGrpc.newBlockingStub(other)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();
      assertThat(status).isEqualTo(ServingStatus.NOT_SERVING);
      var asked = WorkerServiceGrpc.newBlockingStub(other);
      assertThat(reason(failure(() -> asked.describe(DescribeRequest.getDefaultInstance()))))
          .isEqualTo("MODEL_NOT_LOADABLE");
      other.shutdownNow();
    }
  }

  private static ForwardRequest.Builder request() {
    return ForwardRequest.newBuilder()
        .setModel("dream-tiny")
        .addAllTokenIds(Ints.asList(IntStream.range(0, 200).map(i -> i < 150 ? i : 500).toArray()))
        .setPromptLength(150)
        .setAttention(AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()))
        .setProposal(
            ProposalDirective.newBuilder()
                .addPositions(150)
                .setGreedy(GreedySampling.getDefaultInstance()));
  }

  private static AttentionDirective select(String id, int blockSize) {
    return AttentionDirective.newBuilder()
        .setSelect(
            SelectPattern.newBuilder().setPatternId(id).setBlockSize(blockSize).setSelect(0.3))
        .build();
  }

  private static AttentionDirective sparse(String id) {
    return AttentionDirective.newBuilder()
        .setSparse(SparseAttention.newBuilder().setPatternId(id))
        .build();
  }

  private void drop(String id) {
    var _ = stub.dropPattern(DropPatternRequest.newBuilder().setPatternId(id).build());
  }

  private Code code(PatternHeader header, ByteString words) {
    return failure(() -> PatternSender.put(channel, header, words)).getStatus().getCode();
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  private static String reason(StatusRuntimeException failure) {
    return detail(failure, ErrorInfo.getDefaultInstance()).getReason();
  }

  private static <T extends Message> T detail(StatusRuntimeException failure, T type) {
    var status = StatusProto.fromThrowable(failure);
    assertThat(status).isNotNull();
    for (var any : status.getDetailsList()) {
      if (any.getTypeUrl().endsWith(type.getDescriptorForType().getFullName())) {
        try {
          var parsed = type.getParserForType().parseFrom(any.getValue());
          @SuppressWarnings("unchecked") // a message's parser makes messages of its own type
          T typed = (T) parsed;
          return typed;
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("no " + type.getDescriptorForType().getName() + " in " + status);
  }
}
