package io.sparsed.scheduler.pool;

import java.time.Duration;

/**
 * How long a worker may take for a step before the step is repeated elsewhere.
 *
 * @param floor time that every step has
 * @param factor times the expected time that it has besides, 1 or more
 * @param unmeasured time of a step on a worker of which none was measured: it may still be warming
 *     up
 */
public record StepLimit(Duration floor, double factor, Duration unmeasured) {

  /** Refuses a limit that every step would break. */
  public StepLimit {
    if (floor.isNegative() || floor.isZero() || factor < 1 || unmeasured.compareTo(floor) < 0) {
      throw new IllegalArgumentException(
          "a step needs a floor above 0, a factor of at least 1 and, unmeasured, at least the"
              + " floor");
    }
  }

  /** Five seconds and ten times the expected time; five minutes for the first step of a worker. */
  public static StepLimit defaults() {
    return new StepLimit(Duration.ofSeconds(5), 10, Duration.ofMinutes(5));
  }

  /** A copy with another floor. */
  public StepLimit withFloor(Duration value) {
    return new StepLimit(value, factor, value.compareTo(unmeasured) > 0 ? value : unmeasured);
  }

  /** The limit of what should take so many seconds. */
  Duration of(double expectedSeconds) {
    return floor.plusNanos((long) Math.min(1e9 * factor * expectedSeconds, Long.MAX_VALUE / 2.0));
  }
}
