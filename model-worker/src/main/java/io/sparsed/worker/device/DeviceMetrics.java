package io.sparsed.worker.device;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The DeviceMetrics are the meters of a device that operators read. Thread-safe. */
final class DeviceMetrics {
  private final Timer wait;
  private final Timer pass;
  private final DistributionSummary forwards;
  private final DistributionSummary tokens;

  /**
   * Registers the meters.
   *
   * @param waiting forwards that wait, safe to count from any thread
   */
  DeviceMetrics(MeterRegistry registry, Collection<QueuedForward> waiting) {
    this.wait =
        Timer.builder("sparsed.forwards.wait")
            .description("Time that forwards waited for the device")
            .publishPercentileHistogram()
            .register(registry);
    this.pass =
        Timer.builder("sparsed.passes")
            .description("Time that passes took")
            .publishPercentileHistogram()
            .register(registry);
    this.forwards =
        DistributionSummary.builder("sparsed.pass.forwards")
            .description("Forwards that ran as one pass")
            .register(registry);
    this.tokens =
        DistributionSummary.builder("sparsed.pass.tokens")
            .description("Tokens of a pass, both canvases of a guided forward")
            .register(registry);
    Gauge.builder("sparsed.forwards.waiting", waiting, Collection::size)
        .description("Forwards that wait for the device")
        .register(registry);
  }

  /** Counts a pass that has just ended. */
  void ran(List<QueuedForward> members, long beganNanos, long nanos) {
    pass.record(Duration.ofNanos(nanos));
    forwards.record(members.size());
    tokens.record(members.stream().mapToDouble(DeviceMetrics::tokens).sum());
    members.forEach(one -> wait.record(Duration.ofNanos(beganNanos - one.sinceNanos())));
  }

  private static double tokens(QueuedForward member) {
    return (double) member.forward().canvasLength() * member.forward().canvases();
  }
}
