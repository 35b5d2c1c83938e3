package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A worker that serves a small model, and its stub. */
abstract class ServedWorker {
  @TempDir Path folder;
  WorkerServer worker;
  ManagedChannel channel;
  WorkerServiceBlockingStub stub;

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

  static ForwardRequest.Builder request() {
    return ForwardRequest.newBuilder()
        .setModel("dream-tiny")
        .addAllTokenIds(Ints.asList(IntStream.range(0, 200).map(i -> i < 150 ? i : 500).toArray()))
        .setPromptLength(150)
        .setAttention(AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()))
        .setProposal(
            ProposalDirective.newBuilder()
                .addPositions(150)
                .setPredictionRow(PredictionRow.PREDICTION_ROW_PREVIOUS)
                .setGreedy(GreedySampling.getDefaultInstance()));
  }

  static AttentionDirective select(String id, int blockSize) {
    return AttentionDirective.newBuilder()
        .setDenseAndSelect(
            DenseAndSelectAttention.newBuilder()
                .setPatternId(id)
                .setBlockSize(blockSize)
                .setSelect(0.3)
                .setScoreScale(0.25))
        .build();
  }

  static AttentionDirective sparse(String id) {
    return AttentionDirective.newBuilder()
        .setSparse(SparseAttention.newBuilder().setPatternId(id).setSelect(0.3))
        .build();
  }

  void drop(String id) {
    var _ = stub.dropArtifact(DropArtifactRequest.newBuilder().setArtifactId(id).build());
  }

  Code code(PatternHeader header, ByteString words) {
    return failure(() -> PatternSender.put(channel, header, words)).getStatus().getCode();
  }

  static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  static String reason(StatusRuntimeException failure) {
    return detail(failure, ErrorInfo.getDefaultInstance()).getReason();
  }

  static <T extends Message> T detail(StatusRuntimeException failure, T type) {
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
