package io.sparsed.scheduler;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.scheduler.pool.Retries;
import io.sparsed.scheduler.pool.StepLimit;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.v1.ModelInfo;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A Cluster is a scheduler with its workers and a client's channel. */
final class Cluster implements AutoCloseable {

  static final String LLADA = "llada-tiny";
  static final String DREAM = "dream-tiny";

  /** Intervals and limits for workers on the same machine. */
  static final PoolSettings IMPATIENT = settings(Duration.ofSeconds(2));

  /** The settings with a patience that outlasts the restart of a worker. */
  static final PoolSettings PATIENT = settings(Duration.ofSeconds(60));

  private final SchedulerServer scheduler;
  private final ManagedChannel channel;
  private final List<WorkerServer> owned = new ArrayList<>();

  private Cluster(SchedulerConfig config) {
    scheduler = SchedulerServer.start(config);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", scheduler.port())
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  /** Starts a scheduler of workers that the caller owns and that may be away. */
  static Cluster over(UnaryOperator<SchedulerConfig> change, String... addresses) {
    return new Cluster(change.apply(SchedulerConfig.of(List.of(addresses)).withPool(IMPATIENT)));
  }

  /** Starts a scheduler and a ready worker for each model. */
  static Cluster of(Path folder, UnaryOperator<SchedulerConfig> change, String... models)
      throws IOException {
    return of(folder, change, Compute.on("cpu"), models);
  }

  /** Starts a scheduler and a ready worker for each model, each of them on the same devices. */
  static Cluster of(
      Path folder, UnaryOperator<SchedulerConfig> change, Compute compute, String... models)
      throws IOException {
    List<WorkerServer> workers = new ArrayList<>();
    for (String model : models) {
      workers.add(worker(folder, model, compute));
    }
    Cluster cluster = over(change, workers.stream().map(Cluster::address).toArray(String[]::new));
    cluster.owned.addAll(workers);
    cluster.awaitModels(models.length);
    return cluster;
  }

  /** Starts a worker with a golden model and waits until it is ready. */
  static WorkerServer worker(Path folder, String model) throws IOException {
    return worker(folder, model, Compute.on("cpu"));
  }

  private static WorkerServer worker(Path folder, String model, Compute compute)
      throws IOException {
    return WorkerServer.start(
            WorkerConfig.of(Golden.checkpoint(model, folder)).withCompute(compute))
        .awaitReady();
  }

  /** Returns the address of a worker. */
  static String address(WorkerServer worker) {
    return "127.0.0.1:" + worker.port();
  }

  private static PoolSettings settings(Duration patience) {
    return new PoolSettings(
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        64,
        Duration.ofMillis(200),
        patience,
        new StepLimit(Duration.ofSeconds(20), 10, Duration.ofSeconds(20)),
        new Retries(20, Duration.ofMillis(10), Duration.ofMillis(200), 0.2, 1000));
  }

  SchedulerServer scheduler() {
    return scheduler;
  }

  ManagedChannel channel() {
    return channel;
  }

  GenerationServiceGrpc.GenerationServiceBlockingStub stub() {
    return GenerationServiceGrpc.newBlockingStub(channel);
  }

  List<ModelInfo> models() {
    return stub().listModels(ListModelsRequest.getDefaultInstance()).getModelsList();
  }

  /** Waits until the scheduler has this number of ready workers. */
  void awaitModels(int workers) {
    await().until(() -> models().stream().mapToInt(ModelInfo::getWorkers).sum() == workers);
  }

  /** Waits until no request runs and no worker holds a pattern. */
  void awaitIdle() {
    await().until(() -> scheduler.requests() == 0 && scheduler.patterns() == 0);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    scheduler.close();
    owned.forEach(WorkerServer::close);
  }
}
