package io.sparsed.scheduler.pool;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A worker of the static list: its connection, what it serves now and how it is doing. */
final class PooledWorker {

  private final WorkerConnection connection;
  private final CircuitBreaker breaker;
  private volatile Optional<WorkerFacts> facts = Optional.empty();
  private volatile String refusedFingerprint = "";
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean probing = new AtomicBoolean();

  PooledWorker(WorkerConnection connection, Duration breakerOpen) {
    this.connection = connection;
    this.breaker = CircuitBreaker.of(connection.address(), breakerConfig(breakerOpen));
  }

  WorkerConnection connection() {
    return connection;
  }

  /** What it serves; empty while it is not ready. */
  Optional<WorkerFacts> facts() {
    return facts;
  }

  /** Sets what it serves. */
  void serves(Optional<WorkerFacts> now) {
    facts = now;
  }

  /** The fingerprint it was refused for last; empty if it never was. */
  String refusedFingerprint() {
    return refusedFingerprint;
  }

  /** Notes that it is refused for a fingerprint. */
  void refuse(String fingerprint) {
    refusedFingerprint = fingerprint;
  }

  int inFlight() {
    return inFlight.get();
  }

  /** Whether this thread may probe; if so it must call {@link #endProbe}. */
  boolean beginProbe() {
    return probing.compareAndSet(false, true);
  }

  void endProbe() {
    probing.set(false);
  }

  /** Whether the breaker lets a call through; if so {@link #run} must follow. */
  boolean tryAcquire() {
    return breaker.tryAcquirePermission();
  }

  <R> R run(Function<Worker, R> call) {
    long start = System.nanoTime();
    inFlight.incrementAndGet();
    try {
      R result = call.apply(connection);
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return result;
    } catch (RuntimeException e) {
      breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      throw e;
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private static CircuitBreakerConfig breakerConfig(Duration open) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(10)
        .minimumNumberOfCalls(4)
        .failureRateThreshold(50)
        .waitDurationInOpenState(open)
        .permittedNumberOfCallsInHalfOpenState(1)
        .recordException(PooledWorker::isItsFault)
        .ignoreException(failure -> !isItsFault(failure))
        .build();
  }

  private static boolean isItsFault(Throwable failure) {
    return failure instanceof WorkerException e
        && switch (e.kind()) {
          case UNAVAILABLE, FAULT -> true;
          case BUSY, REFUSED -> false;
        };
  }
}
