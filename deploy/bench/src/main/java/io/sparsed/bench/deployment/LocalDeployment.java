package io.sparsed.bench.deployment;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A scheduler before workers of its own, all in this process. Thread-safe. */
public final class LocalDeployment implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final List<String> workers = new ArrayList<>();
  private final SchedulerServer scheduler;

  /**
   * Starts scheduler and workers, and waits until they serve.
   *
   * @param count number of workers, at least 1
   * @param worker configuration of each worker; empty: they have no model and answer at once
   * @param change completes the configuration of the scheduler
   * @throws IOException if the model cannot be read, or no port listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public LocalDeployment(
      int count, Optional<WorkerConfig> worker, UnaryOperator<SchedulerConfig> change)
      throws IOException, InterruptedException {
    try {
      List<WorkerServer> loading = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        if (worker.isPresent()) {
          WorkerServer server = WorkerServer.start(worker.get());
          closers.push(server::close);
          loading.add(server);
        } else {
          StubWorker stub = new StubWorker();
          closers.push(stub::close);
          workers.add("127.0.0.1:" + stub.port());
        }
      }
      for (WorkerServer server : loading) {
        workers.add("127.0.0.1:" + server.awaitReady().port());
      }
      scheduler = SchedulerServer.start(change.apply(SchedulerConfig.of(workers)));
      closers.push(scheduler::close);
      scheduler.awaitReady();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the description of a worker; all are alike. */
  public DescribeResponse describeWorker() {
    ManagedChannel channel =
        Grpc.newChannelBuilder(workers.getFirst(), InsecureChannelCredentials.create()).build();
    try {
      return WorkerServiceGrpc.newBlockingStub(channel)
          .describe(DescribeRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  /** Returns the address of the scheduler. */
  public String target() {
    return "127.0.0.1:" + scheduler.port();
  }

  /** Closes the scheduler before its workers, so that no step fails. */
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
