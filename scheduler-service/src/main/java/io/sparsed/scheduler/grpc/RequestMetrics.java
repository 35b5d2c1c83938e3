package io.sparsed.scheduler.grpc;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.scheduler.pool.WorkerPool;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A RequestMetrics counts generations by model and status. Models that no worker has served share
 * one name, so that clients cannot make up new series. Thread-safe.
 */
public final class RequestMetrics {

  private static final String UNKNOWN = "unknown";

  private final MeterRegistry registry;
  private final Set<String> models = ConcurrentHashMap.newKeySet();

  /** Registers the counters of requests for a model that nobody serves. */
  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
    add(UNKNOWN);
  }

  /** Registers the counters of a pool's models, now and whenever it serves another one. */
  public void follow(WorkerPool pool) {
    pool.onChange(() -> pool.models().stream().map(model -> model.facts().id()).forEach(this::add));
  }

  /** Counts a generation that has ended; {@code model} may be any text. */
  void ended(String model, Status.Code code) {
    counter(models.contains(model) ? model : UNKNOWN, code).increment();
  }

  private void add(String model) {
    if (models.add(model)) {
      for (Status.Code code : Status.Code.values()) {
        var _ = counter(model, code);
      }
    }
  }

  private Counter counter(String model, Status.Code code) {
    return Counter.builder("sparsed.requests")
        .description("Generations that ended, by model and gRPC status")
        .tags("model", model, "code", code.name())
        .register(registry);
  }
}
