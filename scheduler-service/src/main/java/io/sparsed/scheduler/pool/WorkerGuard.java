package io.sparsed.scheduler.pool;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A WorkerGuard limits a worker's calls and stops them while it keeps failing. Thread-safe. */
final class WorkerGuard {

  private final Bulkhead bulkhead;
  private final CircuitBreaker breaker;

  /** Creates a guard; {@code onChange} runs when calls may be let through again. */
  WorkerGuard(String address, PoolSettings settings, Runnable onChange) {
    this.bulkhead =
        Bulkhead.of(
            address,
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.stepsPerWorker())
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.breaker = CircuitBreaker.of(address, breakerConfig(settings.breakerOpen()));
    // In a thread of its own, since a transition may happen while the dispatch holds its lock.
    breaker
        .getEventPublisher()
        .onStateTransition(_ -> Thread.ofVirtual().name("breaker-" + address).start(onChange));
  }

  /** Returns true if {@link #tryEnter} may succeed. */
  boolean hasRoom() {
    return bulkhead.getMetrics().getAvailableConcurrentCalls() > 0
        && breaker.getState() != CircuitBreaker.State.OPEN;
  }

  /** Returns true if a call may begin; {@link #run} or {@link #cancel} must follow then. */
  boolean tryEnter() {
    if (!bulkhead.tryAcquirePermission()) {
      return false;
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.releasePermission();
      return false;
    }
    return true;
  }

  /** Ends a call that entered but did not begin. */
  void cancel() {
    breaker.releasePermission();
    bulkhead.releasePermission();
  }

  /** Runs a call that entered, and records whether it failed. */
  <R> R run(Supplier<R> call) {
    long start = System.nanoTime();
    try {
      R result = call.get();
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return result;
    } catch (RuntimeException e) {
      breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      throw e;
    } finally {
      bulkhead.onComplete();
    }
  }

  private static CircuitBreakerConfig breakerConfig(Duration open) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(10)
        .minimumNumberOfCalls(4)
        .failureRateThreshold(50)
        .waitDurationInOpenState(open)
        .automaticTransitionFromOpenToHalfOpenEnabled(true)
        .permittedNumberOfCallsInHalfOpenState(1)
        .ignoreException(failure -> !isWorkersFault(failure))
        .build();
  }

  private static boolean isWorkersFault(Throwable failure) {
    return failure instanceof WorkerException e
        && switch (e.kind()) {
          case LATE, FAULT -> true;
          // WorkerHealth follows workers that are away; one that comes back starts afresh.
          case UNAVAILABLE, LOST, BUSY, REFUSED -> false;
        };
  }
}
