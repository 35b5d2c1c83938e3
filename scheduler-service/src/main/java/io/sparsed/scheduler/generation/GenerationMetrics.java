package io.sparsed.scheduler.generation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import java.time.Duration;
import java.util.List;

/**
 * A GenerationMetrics measures generations and the steps that ran on workers, by their attention
 * and by what they did with keys and values. Thread-safe.
 */
final class GenerationMetrics {

  private static final List<String> ATTENTION = List.of("dense", "select", "sparse");
  private static final List<String> KEY_VALUES = List.of("none", "refresh", "reuse");
  private static final double[] SHARES = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

  private final MeterRegistry registry;
  private final Timer run;
  private final DistributionSummary attended;

  /** Registers the meters, each counter at 0. */
  GenerationMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.run =
        Timer.builder("sparsed.requests.run")
            .description("Time that generations took once they were admitted")
            .register(registry);
    this.attended =
        DistributionSummary.builder("sparsed.step.attended.ratio")
            .description("Share of the key blocks that sparse steps attended to")
            .serviceLevelObjectives(SHARES)
            .register(registry);
    for (String attention : ATTENTION) {
      var _ = tokens(attention);
      var _ = time(attention);
      KEY_VALUES.forEach(keyValues -> steps(attention, keyValues));
    }
  }

  /** Measures a generation that was admitted, however it ended. */
  void ran(Duration time) {
    run.record(time);
  }

  /** Measures a step, from its wait for a worker to the worker's answer. */
  void stepped(Forward forward, ForwardResult result, Duration time) {
    String attention = name(forward.attention());
    steps(attention, name(forward.keyValues())).increment();
    time(attention).record(time);
    if (forward.attention() instanceof Attention.Sparse) {
      attended.record(result.attended());
    }
  }

  /** Counts the tokens that a step committed. */
  void committed(Attention attention, int tokens) {
    tokens(name(attention)).increment(tokens);
  }

  /** Returns the name of an attention mode in metrics and traces. */
  static String name(Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> "dense";
      case Attention.DenseAndSelect _ -> "select";
      case Attention.Sparse _ -> "sparse";
    };
  }

  private static String name(KeyValues keyValues) {
    return switch (keyValues) {
      case KeyValues.None _ -> "none";
      case KeyValues.Refresh _ -> "refresh";
      case KeyValues.Reuse _ -> "reuse";
    };
  }

  private Counter steps(String attention, String keyValues) {
    return Counter.builder("sparsed.steps")
        .description("Steps that ran on workers")
        .tags("attention", attention, "key_values", keyValues)
        .register(registry);
  }

  private Counter tokens(String attention) {
    return Counter.builder("sparsed.tokens")
        .description("Tokens that steps committed")
        .tag("attention", attention)
        .register(registry);
  }

  private Timer time(String attention) {
    return Timer.builder("sparsed.step")
        .description("Time of a step, from its wait for a worker to the worker's answer")
        .tag("attention", attention)
        .register(registry);
  }
}
