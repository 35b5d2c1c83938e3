package io.sparsed.standalone.local;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** A worker and the scheduler in front of it. Thread-safe. */
public final class LocalServers implements AutoCloseable {
  private final WorkerServer worker;
  private final SchedulerServer scheduler;

  private LocalServers(WorkerServer worker, SchedulerServer scheduler) {
    this.worker = worker;
    this.scheduler = scheduler;
  }

  /**
   * Starts both and waits until they serve.
   *
   * @param worker what the worker is told; it listens on a loopback address
   * @param scheduler completes what the scheduler is told beside the worker's address
   * @throws IOException if a port cannot be listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static LocalServers start(WorkerConfig worker, UnaryOperator<SchedulerConfig> scheduler)
      throws IOException, InterruptedException {
    WorkerServer startedWorker = WorkerServer.start(worker);
    try {
      startedWorker.awaitReady();
      SchedulerServer startedScheduler =
          SchedulerServer.start(
              scheduler.apply(
                  SchedulerConfig.of(
                      List.of(worker.endpoint().host() + ":" + startedWorker.port()))));
      return new LocalServers(startedWorker, startedScheduler).awaitReady();
    } catch (RuntimeException e) {
      startedWorker.close();
      throw e;
    }
  }

  private LocalServers awaitReady() throws InterruptedException {
    try {
      scheduler.awaitReady();
      return this;
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  /** The port of the scheduler. */
  public int schedulerPort() {
    return scheduler.port();
  }

  /** The port of the worker. */
  public int workerPort() {
    return worker.port();
  }

  /** Waits until the scheduler is closed. */
  public void awaitTermination() throws InterruptedException {
    scheduler.awaitTermination();
  }

  /** Finishes what runs, the scheduler first. */
  @Override
  public void close() {
    scheduler.close();
    worker.close();
  }
}
