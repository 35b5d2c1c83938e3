package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.Priority;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that never read what they asked for. */
@Timeout(60)
class StalledClientTest {

  private static final int PLACES = 2;

  /** A request whose events are more than what is sent before it is read. */
  private static final GenerateRequest LONG =
      GenerateRequest.newBuilder()
          .setText("w1 w2 w3")
          .setDiffusion(DiffusionOptions.newBuilder().setGenLength(400).setSteps(100))
          .setSparse(SparseOptions.newBuilder().setSkip(0).setBlockSize(16))
          .setResponse(ResponseOptions.newBuilder().setTextSnapshots(true))
          .build();

  @TempDir Path folder;
  private WorkerServer worker;
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    Path checkpoint = TextCheckpoint.withTokenizer(folder, Cluster.LLADA);
    worker =
        WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu"))).awaitReady();
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    worker.close();
  }

  @Test
  void generate_moreClientsThanPlacesReadNothing_othersAreServed() {
    try (Cluster cluster = cluster(Duration.ofMinutes(10))) {
      for (int i = 0; i < 2 * PLACES; i++) {
        var _ = new Mute(cluster);
      }
      await().until(() -> cluster.scheduler().requests() > 0);

      for (int i = 0; i < 3; i++) {
        assertThat(
                CrowdedScheduler.complete(cluster.stub(), "other", Priority.PRIORITY_NORMAL)
                    .getTokenIdsCount())
            .isPositive();
      }
      await().until(() -> cluster.scheduler().requests() == 0);
    }
  }

  @Test
  void generate_clientReadsNothingForTheLimit_isEndedAndNothingIsLeft() {
    try (Cluster cluster = cluster(Duration.ofSeconds(1))) {
      Mute client = new Mute(cluster);
      await().until(() -> cluster.scheduler().patterns() > 0);

      await().until(() -> cluster.scheduler().patterns() == 0);

      Status end = client.end();
      assertThat(end.getCode()).isIn(Status.Code.ABORTED, Status.Code.CANCELLED);
      cluster.awaitIdle();
    }
  }

  private Cluster cluster(Duration stallLimit) {
    Cluster cluster =
        Cluster.over(
            config ->
                config
                    .withStallLimit(stallLimit)
                    .withAdmission(new AdmissionLimits(PLACES, 100, 1 << 20, Map.of())),
            Cluster.address(worker));
    cluster.awaitModels(1);
    return cluster;
  }

  /** A Mute asks for an answer and reads none of it until it is asked for its end. */
  private final class Mute implements ClientResponseObserver<GenerateRequest, GenerateResponse> {

    private final CompletableFuture<ClientCallStreamObserver<GenerateRequest>> call =
        new CompletableFuture<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    Mute(Cluster cluster) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", cluster.scheduler().port())
              .usePlaintext()
              .flowControlWindow(1)
              .build();
      channels.add(channel);
      GenerationServiceGrpc.newStub(channel).generate(LONG, this);
    }

    Status end() {
      call.join().request(1000);
      return end.join();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> stream) {
      stream.disableAutoRequestWithInitial(0);
      call.complete(stream);
    }

    @Override
    public void onNext(GenerateResponse event) {}

    @Override
    public void onError(Throwable failure) {
      end.complete(((StatusRuntimeException) failure).getStatus());
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }
}
