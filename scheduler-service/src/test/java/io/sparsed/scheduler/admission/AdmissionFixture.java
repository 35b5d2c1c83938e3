package io.sparsed.scheduler.admission;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** Provides an admission that runs one request and lets two wait, and threads that wait there. */
abstract class AdmissionFixture {
  static final Duration MILLIS = Duration.ofMillis(1);
  static final Arrival ANY = Arrivals.of("anybody");

  final AtomicLong clock = new AtomicLong();
  final MeterRegistry registry = new SimpleMeterRegistry();
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final Admission admission =
      new Admission(new AdmissionLimits(1, 2, 0, Map.of()), clock::get, new SimpleMeterRegistry());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Runs a request for {@code millis}, so that admission learns how long work takes. */
  void learn(double work, long millis) {
    try (Permit permit = admission.enter(Arrivals.of("a", Priority.NORMAL, work))) {
      clock.addAndGet(MILLIS.toNanos() * millis);
      permit.answered();
    }
  }

  Arrival until(Duration expectedRun, long millis) {
    return Arrivals.until(Optional.of(expectedRun), clock.get() + MILLIS.toNanos() * millis);
  }

  Admission admission(int maxRunning, int maxWaiting) {
    return new Admission(
        new AdmissionLimits(maxRunning, maxWaiting, 0, Map.of()), clock::get, registry);
  }

  Future<?> waiter(Admission entered, Arrival arrival) {
    int before = entered.waiting();
    Future<?> waiting = threads.submit(() -> entered.enter(arrival).close());
    await().until(() -> entered.waiting() == before + 1);
    return waiting;
  }
}
