package io.sparsed.scheduler.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Publishes the metrics of {@link Admission} to a meter registry. Thread-safe. */
final class AdmissionMetrics {

  private final MeterRegistry registry;
  private final Timer wait;

  AdmissionMetrics(MeterRegistry registry, Admission admission) {
    this.registry = registry;
    this.wait =
        Timer.builder("sparsed.requests.wait")
            .description("Time that admitted requests waited")
            .register(registry);
    Gauge.builder("sparsed.requests.running", admission, Admission::running)
        .description("Requests that run")
        .register(registry);
    Gauge.builder("sparsed.requests.waiting", admission, Admission::waiting)
        .description("Requests that wait")
        .register(registry);
    Gauge.builder("sparsed.patterns.reserved", admission, Admission::reservedBytes)
        .description("Memory reserved for the patterns of running requests")
        .baseUnit("bytes")
        .register(registry);
    var _ = refusals("overloaded");
    var _ = refusals("deadline");
  }

  void admitted(long waitNanos) {
    wait.record(Duration.ofNanos(waitNanos));
  }

  void refused(String reason) {
    refusals(reason).increment();
  }

  private Counter refusals(String reason) {
    return Counter.builder("sparsed.requests.refused")
        .description("Requests that were not admitted, by reason")
        .tag("reason", reason)
        .register(registry);
  }
}
