package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.BadRequest;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GetTokenizerRequest;
import io.sparsed.v1.Guidance;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.checkpoint.CheckpointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests how a worker describes its model and refuses wrong forwards. */
class WorkerServerTest extends ServedWorker {
  @Test
  void forward_everythingWrong_allViolationsAtOnce() {
    var request =
        ForwardRequest.newBuilder()
            .setModel("other")
            .addTokenIds(512)
            .setPromptLength(1)
            .setGuidance(Guidance.newBuilder().setScale(-1))
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
            "guidance",
            "proposal.positions",
            "attention",
            "proposal.sampling",
            "proposal.prediction_row");
  }

  @Test
  void describe_loaded_whatTheCheckpointSays() {
    var description = stub.describe(DescribeRequest.getDefaultInstance());
    assertThat(description.getModel()).isEqualTo("dream-tiny");
    assertThat(description.getArchitecture()).isEqualTo("DreamModel");
    // Three layers of q and o [64, 64], k and v [32, 64], the MLP's three [160, 64]; 4 heads of 16.
    assertThat(description.getFlopsPerToken())
        .isEqualTo(2.0 * 3 * 64 * (2 * 64 + 2 * 32 + 3 * 160));
    assertThat(description.getFlopsPerTokenPair()).isEqualTo(4.0 * 3 * 4 * 16);
    assertThat(description.getKvHeads()).isEqualTo(2);
    assertThat(description.getMaskTokenId()).isEqualTo(500);
    assertThat(description.getPadTokenId()).isEqualTo(501);
    assertThat(description.getEosTokenIdsList()).isEmpty();
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
    Files.writeString(broken.resolve("config.json"), "{\"architectures\": [\"BertModel\"]}");
    try (var server = WorkerServer.start(WorkerConfig.of(broken))) {
      assertThatThrownBy(server::awaitReady)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("served are LLaDAModelLM, DreamModel");
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
}
