package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A WorkerGuard limits a worker's calls and stops them while it keeps failing. Thread-safe. */
final class WorkerGuard {

  /** The calls in a row that a worker may turn down before that counts as failing. */
  private static final int FAILURES_TO_EXCUSE = 4;

  private final Bulkhead bulkhead;
  private final CircuitBreaker breaker;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  @GuardedBy("this")
  private long lastFailure;

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

  /** Returns the state of the circuit breaker. */
  CircuitBreaker.State state() {
    return breaker.getState();
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

  /**
   * Runs a call that entered, and records whether it failed. A fault may be the call's and counts
   * only if {@link #blame} follows.
   */
  <R> R run(Supplier<R> call) {
    long start = System.nanoTime();
    try {
      R result = call.get();
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      failuresInARow.set(0);
      return result;
    } catch (RuntimeException e) {
      if (countsAsFailure(e, start)) {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      } else {
        breaker.releasePermission();
      }
      throw e;
    } finally {
      bulkhead.onComplete();
    }
  }

  /** Records a fault that proved to be the worker's. */
  void blame(WorkerException fault) {
    breaker.onError(0, TimeUnit.NANOSECONDS, fault);
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
        .build();
  }

  private boolean countsAsFailure(RuntimeException failure, long start) {
    return failure instanceof WorkerException e
        && switch (e.kind()) {
          case LATE -> true;
          // WorkerHealth follows workers that are away; one that says it is there must do a step.
          case UNAVAILABLE, LOST, BUSY -> isOneOfMany(start);
          case FAULT, REFUSED -> false;
        };
  }

  /** Counts a failure unless it began before the last one ended; returns true from the fifth on. */
  private synchronized boolean isOneOfMany(long start) {
    if (failuresInARow.get() > 0 && start - lastFailure < 0) {
      return false;
    }
    lastFailure = System.nanoTime();
    return failuresInARow.incrementAndGet() > FAILURES_TO_EXCUSE;
  }
}
