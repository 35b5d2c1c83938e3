package io.sparsed.bench.load;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A scheduler before workers of its own, all in this process. */
final class LocalDeployment implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final SchedulerServer scheduler;

  /**
   * Starts all of it and waits until it serves.
   *
   * @param workers of it, at least 1
   * @param model that they load; empty: they are stubs
   * @throws IOException if the model cannot be read, or no port listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  LocalDeployment(int workers, Optional<ModelFolder> model, UnaryOperator<SchedulerConfig> change)
      throws IOException, InterruptedException {
    try {
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        addresses.add("127.0.0.1:" + (model.isPresent() ? worker(model.get()) : stub()));
      }
      scheduler = SchedulerServer.start(change.apply(SchedulerConfig.of(addresses)));
      closers.push(scheduler::close);
      scheduler.awaitReady();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  String target() {
    return "127.0.0.1:" + scheduler.port();
  }

  /** The scheduler first. */
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  private int worker(ModelFolder model) throws IOException {
    WorkerServer worker = WorkerServer.start(WorkerConfig.of(model.path()));
    closers.push(worker::close);
    return worker.awaitReady().port();
  }

  private int stub() throws IOException {
    StubWorker worker = new StubWorker();
    closers.push(worker::close);
    return worker.port();
  }
}
