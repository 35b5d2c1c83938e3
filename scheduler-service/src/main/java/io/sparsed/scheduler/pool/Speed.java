package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How fast forwards are, learned from those that were measured: an exponentially weighted ratio of
 * the time they took to the time that was expected, for each kind of attention. What was learned
 * fades to what holds for the others, so that a worker that once was slow is tried again.
 * Thread-safe.
 */
final class Speed {

  /** Weight of the newest measurement, in the logarithm: a lone hiccup counts for little. */
  private static final double WEIGHT = 0.3;

  /** One TFLOP/s, where nothing is known but that more work takes longer. */
  private static final double ASSUMED_PACE = 1e-6;

  /** Expectation and measurement may lie this far apart: a laptop and a rack of GPUs do. */
  private static final double MAX_RATIO = 1e4;

  private static final double HALF_LIFE_NANOS = 20e9;

  /** The first forwards of a process are slow, and what was long ago may be otherwise by now. */
  private static final int MEASUREMENTS_TO_RELY_ON = 5;

  private static final double RELIABLE_NANOS = 60e9;

  private final Optional<Speed> others;
  private final LongSupplier nanoClock;

  /** Seconds per million operations; 0: not measured. */
  @GuardedBy("this")
  private double dense;

  @GuardedBy("this")
  private double sparse;

  @GuardedBy("this")
  private long measuredAt;

  @GuardedBy("this")
  private int measurements;

  /**
   * Nothing is measured yet.
   *
   * @param others whose speed holds until then
   */
  Speed(Optional<Speed> others, LongSupplier nanoClock) {
    this.others = others;
    this.nanoClock = nanoClock;
  }

  /** Expected time of work, seconds. */
  synchronized double seconds(StepCost work) {
    return pace(false) * work.dense() + pace(true) * work.sparse();
  }

  /** Whether any forward was measured here. */
  synchronized boolean isMeasured() {
    return dense > 0 || sparse > 0;
  }

  /** Whether enough was measured lately to refuse a request for what is expected of it. */
  synchronized boolean isReliable() {
    return measurements >= MEASUREMENTS_TO_RELY_ON
        && nanoClock.getAsLong() - measuredAt < RELIABLE_NANOS;
  }

  /**
   * Learns from a forward.
   *
   * @param work that it was
   * @param ahead work that was under way when it began, its own included
   * @param seconds that it took, above 0
   */
  synchronized void learn(StepCost work, StepCost ahead, double seconds) {
    double ratio = Math.clamp(seconds / seconds(ahead), 1 / MAX_RATIO, MAX_RATIO);
    if (work.sparse() > 0) {
      sparse = pace(true) * Math.pow(ratio, sparse > 0 ? WEIGHT : 1);
    } else {
      dense = pace(false) * Math.pow(ratio, dense > 0 ? WEIGHT : 1);
    }
    measuredAt = nanoClock.getAsLong();
    measurements++;
  }

  /** Where one kind is not measured, the other is the better guess than other workers are. */
  private synchronized double pace(boolean ofSparse) {
    double measured = ofSparse ? (sparse > 0 ? sparse : dense) : (dense > 0 ? dense : sparse);
    if (others.isEmpty()) {
      return measured > 0 ? measured : ASSUMED_PACE;
    }
    double usual = others.get().pace(ofSparse);
    if (measured == 0) {
      return usual;
    }
    double age = nanoClock.getAsLong() - measuredAt;
    return usual * Math.pow(measured / usual, Math.pow(0.5, age / HALF_LIFE_NANOS));
  }
}
