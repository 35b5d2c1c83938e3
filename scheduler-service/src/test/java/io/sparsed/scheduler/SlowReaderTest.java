package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that clients that read slowly delay no others, lose no events and leave nothing behind. */
class SlowReaderTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");

  /** A request with 100 events of about a KiB, each with 400 masks as text. */
  private static final GenerateRequest LARGE_EVENTS =
      GenerateRequest.newBuilder()
          .setRequestId("slow")
          .setText("w1 w2 w3")
          .setDiffusion(DiffusionOptions.newBuilder().setGenLength(400).setSteps(100))
          .setResponse(ResponseOptions.newBuilder().setTextSnapshots(true))
          .build();

  @TempDir Path folder;
  private WorkerServer worker;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    Path checkpoint = TextCheckpoint.withTokenizer(folder, Cluster.LLADA);
    worker =
        WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu"))).awaitReady();
    relay = Relay.before(worker);
  }

  @AfterEach
  void stop() {
    relay.close();
    worker.close();
  }

  @Test
  void generate_clientReadsNothing_waitsForItAndLosesNothing() throws Exception {
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);
      ManagedChannel narrow = narrowChannel(cluster);
      SlowClient client = new SlowClient();
      GenerationServiceGrpc.newStub(narrow).generate(LARGE_EVENTS, client);
      assertThat(client.next().hasAccepted()).isTrue();

      // These serve as a clock: a request beside them would make about as many steps.
      for (int i = 0; i < 10; i++) {
        assertThat(answer(cluster).getTokenIdsCount()).isEqualTo(GOLDEN.genLength());
      }
      assertThat(slowForwards()).isBetween(1L, 60L);

      for (int step = 0; step < LARGE_EVENTS.getDiffusion().getSteps(); step++) {
        assertThat(client.next().getProgress().getStep()).isEqualTo(step);
      }
      assertThat(client.next().hasFinished()).isTrue();
      cluster.awaitIdle();
      narrow.shutdownNow();
    }
  }

  @Test
  void generate_clientReadsNothingAndGoesAway_freesEverything() throws Exception {
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);
      ManagedChannel narrow = narrowChannel(cluster);
      SlowClient client = new SlowClient();
      GenerationServiceGrpc.newStub(narrow).generate(LARGE_EVENTS, client);
      assertThat(client.next().hasAccepted()).isTrue();

      client.cancel();

      cluster.awaitIdle();
      narrow.shutdownNow();
    }
  }

  private long slowForwards() {
    return relay.forwards().stream()
        .filter(forward -> forward.getRequestId().equals(LARGE_EVENTS.getRequestId()))
        .count();
  }

  /** Opens a client's channel that accepts 1 KiB before it is read. */
  private static ManagedChannel narrowChannel(Cluster cluster) {
    return NettyChannelBuilder.forAddress("127.0.0.1", cluster.scheduler().port())
        .usePlaintext()
        .flowControlWindow(1024)
        .build();
  }

  private static Finished answer(Cluster cluster) {
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(GoldenRequests.request(GOLDEN)).build())
        .getFinished();
  }

  /** A SlowClient reads an event only when the test asks for the next one. */
  private static final class SlowClient
      implements ClientResponseObserver<GenerateRequest, GenerateResponse> {

    private final BlockingQueue<GenerateResponse> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<ClientCallStreamObserver<GenerateRequest>> call =
        new CompletableFuture<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> stream) {
      stream.disableAutoRequestWithInitial(0);
      call.complete(stream);
    }

    GenerateResponse next() throws InterruptedException {
      call.join().request(1);
      GenerateResponse event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event came");
      }
      return event;
    }

    void cancel() {
      call.join().cancel("had enough", null);
    }

    @Override
    public void onNext(GenerateResponse event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
