package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.Ints;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a worker that shuts down finishes its forwards and refuses new ones. */
class WorkerDrainTest {
  @TempDir Path folder;
  private WorkerServer worker;
  private ManagedChannel channel;
  private WorkerServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    worker =
        WorkerServer.start(WorkerConfig.of(Golden.checkpoint("llada-tiny", folder))).awaitReady();
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", worker.port()).usePlaintext().build();
    stub = WorkerServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    worker.close();
  }

  @Test
  void close_forwardsRun_finishesThemAndRefusesNewOnes() throws Exception {
    var _ = stub.forward(request(100, select("p")));
    Iterator<HealthCheckResponse> health =
        HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance());
    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    List<ListenableFuture<ForwardResponse>> running =
        IntStream.range(0, 6)
            .mapToObj(i -> WorkerServiceGrpc.newFutureStub(channel).forward(request(4000, dense())))
            .toList();
    var _ = running.getFirst().get(); // others still wait: the device runs few of them at once

    CompletableFuture<Void> closed = CompletableFuture.runAsync(worker::close);
    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub.forward(request(100, dense())))
        .satisfies(
            e ->
                assertThat(String.valueOf(StatusProto.fromThrowable(e)))
                    .contains("WORKER_DRAINING"));
    assertThat(PatternBits.fetch(stub, "p").header().getBlocks()).isEqualTo(4);

    for (ListenableFuture<ForwardResponse> each : running) {
      assertThat(each.get().getTokenIdsCount()).isEqualTo(1);
    }
    assertThat(closed).as("the health is still watched").succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void forward_meantForAnotherCheckpoint_isRefusedAsThat() {
    var request = request(100, dense()).toBuilder().setFingerprint("of the one before").build();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub.forward(request))
        .satisfies(
            e -> assertThat(String.valueOf(StatusProto.fromThrowable(e))).contains("OTHER_MODEL"));
  }

  private static ForwardRequest request(int length, AttentionDirective attention) {
    return ForwardRequest.newBuilder()
        .setModel("llada-tiny")
        .addAllTokenIds(Ints.asList(IntStream.range(0, length).map(i -> i % 500).toArray()))
        .setPromptLength(length - 10)
        .setAttention(attention)
        .setProposal(
            ProposalDirective.newBuilder()
                .addPositions(length - 1)
                .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
                .setGreedy(GreedySampling.getDefaultInstance()))
        .build();
  }

  private static AttentionDirective dense() {
    return AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()).build();
  }

  private static AttentionDirective select(String id) {
    return AttentionDirective.newBuilder()
        .setDenseAndSelect(
            DenseAndSelectAttention.newBuilder()
                .setPatternId(id)
                .setBlockSize(32)
                .setSelect(0.3)
                .setScoreScale(0.5))
        .build();
  }
}
