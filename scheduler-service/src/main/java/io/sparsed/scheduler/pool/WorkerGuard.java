package io.sparsed.scheduler.pool;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps a worker from more steps than it should have at once, and steps from a worker that keeps
 * failing. Thread-safe.
 */
final class WorkerGuard {

  private final Bulkhead bulkhead;
  private final CircuitBreaker breaker;

  /**
   * Lets everything through at first.
   *
   * @param onChange runs when the breaker may let calls through again
   */
  WorkerGuard(String address, PoolSettings settings, Runnable onChange) {
    this.bulkhead =
        Bulkhead.of(
            address,
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.stepsPerWorker())
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.breaker = CircuitBreaker.of(address, breakerConfig(settings.breakerOpen()));
    // In a thread of its own: a transition may happen while the dispatch is asking.
    breaker
        .getEventPublisher()
        .onStateTransition(_ -> Thread.ofVirtual().name("breaker-" + address).start(onChange));
  }

  /** Whether {@link #tryEnter} is worth a try. */
  boolean hasRoom() {
    return bulkhead.getMetrics().getAvailableConcurrentCalls() > 0
        && breaker.getState() != CircuitBreaker.State.OPEN;
  }

  /** Whether a call may begin; if so, {@link #run} must follow. */
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

  /** Gives the place back of a call that did not begin. */
  void cancel() {
    breaker.releasePermission();
    bulkhead.releasePermission();
  }

  /** Runs the call that entered, and leaves. */
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
        .ignoreException(failure -> !isItsFault(failure))
        .build();
  }

  private static boolean isItsFault(Throwable failure) {
    return failure instanceof WorkerException e
        && switch (e.kind()) {
          case LATE, FAULT -> true;
          // Of a worker that is away its health tells, and when it is back it is as good as new.
          case UNAVAILABLE, LOST, BUSY, REFUSED -> false;
        };
  }
}
