package io.sparsed.scheduler.pool;

import static java.util.Locale.ROOT;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.scheduler.pattern.PatternCache;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A PoolMetrics measures the workers of a pool and what goes wrong with them. Thread-safe. */
final class PoolMetrics {

  private final MeterRegistry registry;

  /** Registers the counters, each at 0. */
  PoolMetrics(MeterRegistry registry) {
    this.registry = registry;
    var _ = retries();
    var _ = reruns();
    for (WorkerException.Kind kind : WorkerException.Kind.values()) {
      var _ = failures(kind);
    }
    for (ArtifactType type : ArtifactType.values()) {
      var _ = lookups(type, true);
      var _ = lookups(type, false);
    }
    for (boolean isSent : List.of(true, false)) {
      var _ = transfers(isSent);
      var _ = transferredBytes(isSent);
    }
  }

  /** Registers the gauges of the pool's workers and of the patterns that the scheduler keeps. */
  void watch(Supplier<List<PooledWorker>> workers, PatternCache patterns) {
    gauge("sparsed.workers", "Workers that are known", workers, _ -> true).register(registry);
    gauge(
            "sparsed.workers.ready",
            "Workers that serve a model",
            workers,
            worker -> worker.facts().isPresent())
        .register(registry);
    for (CircuitBreaker.State state :
        List.of(
            CircuitBreaker.State.CLOSED,
            CircuitBreaker.State.OPEN,
            CircuitBreaker.State.HALF_OPEN)) {
      gauge(
              "sparsed.worker.breakers",
              "Workers by the state of their circuit breaker",
              workers,
              worker -> worker.guard().state() == state)
          .tag("state", state.name().toLowerCase(ROOT))
          .register(registry);
    }
    Gauge.builder("sparsed.pattern.cache", patterns, PatternCache::bytes)
        .description("Memory of the patterns of running requests")
        .baseUnit("bytes")
        .register(registry);
  }

  void retried() {
    retries().increment();
  }

  void failed(WorkerException.Kind kind) {
    failures(kind).increment();
  }

  /** Counts a worker that a step went to, with or without an artifact that the step needs. */
  void looked(ArtifactType type, boolean isHit) {
    lookups(type, isHit).increment();
  }

  void ranAgain() {
    reruns().increment();
  }

  /** Counts a pattern that was sent to a worker, or fetched from one. */
  void transferred(boolean isSent, long bytes) {
    transfers(isSent).increment();
    transferredBytes(isSent).increment((double) bytes);
  }

  private static Gauge.Builder<Supplier<List<PooledWorker>>> gauge(
      String name,
      String description,
      Supplier<List<PooledWorker>> workers,
      Predicate<PooledWorker> counts) {
    return Gauge.builder(name, workers, all -> all.get().stream().filter(counts).count())
        .description(description)
        .strongReference(true);
  }

  private Counter retries() {
    return counter("sparsed.step.retries", "Calls of workers that were repeated");
  }

  private Counter failures(WorkerException.Kind kind) {
    return counter(
        "sparsed.step.failures",
        "Calls of workers that failed, by how",
        "kind",
        kind.name().toLowerCase(ROOT));
  }

  private Counter lookups(ArtifactType type, boolean isHit) {
    return counter(
        isHit ? "sparsed.artifact.hits" : "sparsed.artifact.misses",
        isHit
            ? "Artifacts that the worker of a step held already"
            : "Artifacts that the worker of a step lacked",
        "artifact",
        type.name().toLowerCase(ROOT));
  }

  private Counter reruns() {
    return counter(
        "sparsed.artifact.reruns",
        "Steps that ran again because no copy of their artifact was left");
  }

  private Counter transfers(boolean isSent) {
    return counter(
        "sparsed.pattern.transfers",
        "Patterns that were fetched from workers or sent to them",
        "direction",
        isSent ? "sent" : "fetched");
  }

  private Counter transferredBytes(boolean isSent) {
    return Counter.builder("sparsed.pattern.transferred")
        .description("Size of the patterns that were fetched from workers or sent to them")
        .baseUnit("bytes")
        .tag("direction", isSent ? "sent" : "fetched")
        .register(registry);
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }
}
