package io.sparsed.standalone.local;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.service.Meters;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Runs a worker and the scheduler in front of it in this process. Thread-safe. */
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
   * @param workerConfig configuration of a worker that listens on a loopback address
   * @param schedulerConfig makes the scheduler's configuration from the worker's target
   * @throws IOException if a port cannot be listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static LocalServers start(
      WorkerConfig workerConfig, Function<List<String>, SchedulerConfig> schedulerConfig)
      throws IOException, InterruptedException {
    PrometheusMeterRegistry registry = Meters.newRegistry();
    WorkerServer worker = WorkerServer.start(workerConfig, registry);
    try {
      worker.awaitReady();
      String target = workerConfig.endpoint().host() + ":" + worker.port();
      SchedulerServer scheduler =
          SchedulerServer.start(schedulerConfig.apply(List.of(target)), registry);
      return new LocalServers(worker, scheduler).awaitReady();
    } catch (RuntimeException e) {
      worker.close();
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

  /** Returns the port that serves the metrics of both; empty if none does. */
  public OptionalInt metricsPort() {
    return scheduler.metricsPort();
  }

  /** Returns the scheduler's port. */
  public int schedulerPort() {
    return scheduler.port();
  }

  /** Returns the worker's port. */
  public int workerPort() {
    return worker.port();
  }

  /** Waits until the scheduler is closed. */
  public void awaitTermination() throws InterruptedException {
    scheduler.awaitTermination();
  }

  /** Closes the scheduler before its worker, so that no step fails. */
  @Override
  public void close() {
    scheduler.close();
    worker.close();
  }
}
