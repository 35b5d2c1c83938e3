package io.sparsed.worker.device;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sparsed.worker.device.BatchPolicy.Waiting;
import io.sparsed.worker.device.ForwardQueue.Ticket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What a device tells an operator. Thread-safe. */
final class DeviceMeters {
  private final Timer wait;
  private final Timer pass;
  private final DistributionSummary forwards;
  private final DistributionSummary tokens;

  /**
   * @param waiting the forwards that wait, safe to count from any thread
   */
  DeviceMeters(MeterRegistry registry, Collection<Ticket> waiting) {
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

  /** Tells of a pass that has just ended. */
  void ran(List<Waiting<Ticket>> members, long beganNanos, long nanos) {
    pass.record(Duration.ofNanos(nanos));
    forwards.record(members.size());
    tokens.record(members.stream().mapToDouble(DeviceMeters::tokens).sum());
    members.forEach(one -> wait.record(Duration.ofNanos(beganNanos - one.sinceNanos())));
  }

  private static double tokens(Waiting<Ticket> member) {
    var forward = member.what().job().forward();
    return (double) forward.canvasLength() * forward.canvases();
  }
}
