package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A Speed predicts how long forwards take on a worker and learns from those that were measured: an
 * exponentially weighted ratio of measured to expected time, for each kind of attention. What it
 * learned fades to the speed of the whole pool, so that a worker that once was slow is tried again.
 * Thread-safe.
 */
final class Speed {

  /** The weight of the newest measurement, of logarithms, so that one outlier counts for little. */
  private static final double WEIGHT = 0.3;

  /** The pace before anything is measured: one TFLOP/s. */
  private static final double ASSUMED_PACE = 1e-6;

  /** The greatest ratio of a measured to an expected time, of a laptop to a large GPU. */
  private static final double MAX_RATIO = 1e4;

  private static final double HALF_LIFE_NANOS = 20e9;

  /** The measurements before predictions are reliable, since a process starts slowly. */
  private static final int MEASUREMENTS_TO_RELY_ON = 5;

  private static final double RELIABLE_NANOS = 60e9;

  private final Optional<Speed> poolSpeed;
  private final LongSupplier nanoClock;

  /** The pace in seconds per million floating-point operations; 0 if not measured. */
  @GuardedBy("this")
  private double dense;

  @GuardedBy("this")
  private double sparse;

  @GuardedBy("this")
  private final BestPace bestDense;

  @GuardedBy("this")
  private final BestPace bestSparse;

  @GuardedBy("this")
  private long measuredAt;

  @GuardedBy("this")
  private int measurements;

  /** Creates a speed that is {@code poolSpeed}, or one TFLOP/s, until forwards are measured. */
  Speed(Optional<Speed> poolSpeed, LongSupplier nanoClock) {
    this.poolSpeed = poolSpeed;
    this.nanoClock = nanoClock;
    this.bestDense = new BestPace(nanoClock.getAsLong());
    this.bestSparse = new BestPace(nanoClock.getAsLong());
  }

  /** Returns the expected time of work in seconds. */
  synchronized double seconds(StepCost work) {
    return pace(false) * work.dense() + pace(true) * work.sparse();
  }

  /**
   * Returns the time of work at the best speed of the last minutes, in seconds. A machine that was
   * busy with something else is as fast as before once that is over.
   */
  synchronized double leastSeconds(StepCost work) {
    long now = nanoClock.getAsLong();
    return bestDense.orBetter(pace(false), now) * work.dense()
        + bestSparse.orBetter(pace(true), now) * work.sparse();
  }

  /** Returns true if any forward was measured here. */
  synchronized boolean isMeasured() {
    return dense > 0 || sparse > 0;
  }

  /** Returns true if enough was measured lately to refuse requests because of a prediction. */
  synchronized boolean isReliable() {
    return measurements >= MEASUREMENTS_TO_RELY_ON
        && nanoClock.getAsLong() - measuredAt < RELIABLE_NANOS;
  }

  /**
   * Learns from a forward.
   *
   * @param work work of the forward
   * @param ahead work that was under way when it began, its own included
   * @param seconds time that it took, above 0
   */
  synchronized void learn(StepCost work, StepCost ahead, double seconds) {
    if (work.equals(ahead)) { // a forward that shared its worker does not tell its own speed
      BestPace best = work.sparse() > 0 ? bestSparse : bestDense;
      best.add(seconds / work.total(), nanoClock.getAsLong());
    }
    double ratio = Math.clamp(seconds / seconds(ahead), 1 / MAX_RATIO, MAX_RATIO);
    if (work.sparse() > 0) {
      sparse = pace(true) * Math.pow(ratio, sparse > 0 ? WEIGHT : 1);
    } else {
      dense = pace(false) * Math.pow(ratio, dense > 0 ? WEIGHT : 1);
    }
    measuredAt = nanoClock.getAsLong();
    measurements++;
  }

  /**
   * Returns the pace of one kind of attention, guessed from the other kind before other workers.
   */
  private synchronized double pace(boolean ofSparse) {
    double measured = ofSparse ? (sparse > 0 ? sparse : dense) : (dense > 0 ? dense : sparse);
    if (poolSpeed.isEmpty()) {
      return measured > 0 ? measured : ASSUMED_PACE;
    }
    double poolPace = poolSpeed.get().pace(ofSparse);
    if (measured == 0) {
      return poolPace;
    }
    double age = nanoClock.getAsLong() - measuredAt;
    return poolPace * Math.pow(measured / poolPace, Math.pow(0.5, age / HALF_LIFE_NANOS));
  }
}
