package io.sparsed.worker.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sparsed.worker.attention.AttentionDirective;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The DeviceMetrics are the meters of a device that operators read. Thread-safe. */
final class DeviceMetrics {
  private final Timer wait;
  private final Timer pass;
  private final DistributionSummary forwards;
  private final DistributionSummary tokens;
  private final Counter dense;
  private final Counter select;
  private final Counter sparse;

  /**
   * Registers the meters.
   *
   * @param waiting forwards that wait, safe to count from any thread
   */
  DeviceMetrics(MeterRegistry registry, Collection<QueuedForward> waiting) {
    this.wait =
        Timer.builder("sparsed.forwards.wait")
            .description("Time that forwards waited for the device")
            .register(registry);
    this.pass =
        Timer.builder("sparsed.passes").description("Time that passes took").register(registry);
    this.forwards =
        DistributionSummary.builder("sparsed.pass.forwards")
            .description("Forwards that ran as one pass")
            .serviceLevelObjectives(powersOfTwo(1, 256))
            .register(registry);
    this.tokens =
        DistributionSummary.builder("sparsed.pass.tokens")
            .description("Tokens of a pass, both canvases of a guided forward")
            .serviceLevelObjectives(powersOfTwo(64, 131_072))
            .register(registry);
    Gauge.builder("sparsed.forwards.waiting", waiting, Collection::size)
        .description("Forwards that wait for the device")
        .register(registry);
    this.dense = rows(registry, "dense");
    this.select = rows(registry, "select");
    this.sparse = rows(registry, "sparse");
  }

  /** Counts a pass that has just ended. */
  void ran(List<QueuedForward> members, long beganNanos, long nanos) {
    pass.record(Duration.ofNanos(nanos));
    forwards.record(members.size());
    tokens.record(members.stream().mapToDouble(DeviceMetrics::tokens).sum());
    for (var one : members) {
      wait.record(Duration.ofNanos(beganNanos - one.sinceNanos()));
      rows(one.forward().attention())
          .increment((double) one.forward().tokenIds().length * one.forward().canvases());
    }
  }

  private Counter rows(AttentionDirective attention) {
    return switch (attention) {
      case AttentionDirective.Dense() -> dense;
      case AttentionDirective.DenseAndSelect _ -> select;
      case AttentionDirective.Sparse _ -> sparse;
    };
  }

  private static Counter rows(MeterRegistry registry, String attention) {
    return Counter.builder("sparsed.forward.tokens")
        .description("Tokens whose rows were computed, by attention")
        .tag("attention", attention)
        .register(registry);
  }

  private static double[] powersOfTwo(int first, int last) {
    return IntStream.iterate(first, bound -> bound <= last, bound -> 2 * bound)
        .asDoubleStream()
        .toArray();
  }

  private static double tokens(QueuedForward member) {
    return (double) member.forward().canvasLength() * member.forward().canvases();
  }
}
