package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Comparators;
import java.time.Duration;

/**
 * A StepLimit limits the time that a worker may take for a step before it is repeated elsewhere.
 *
 * @param floor time that every step has, above 0
 * @param factor multiple of the expected time that it has besides, 1 or more
 * @param unmeasured longest limit of a step on a worker that may still be warming up, since none of
 *     its steps was measured; at least {@code floor}
 */
public record StepLimit(Duration floor, double factor, Duration unmeasured) {

  /** The multiple of the floor that a worker has to warm up in its first step. */
  private static final int WARM_UP = 3;

  /** Throws if a value is out of its range. */
  public StepLimit {
    checkArgument(floor.isPositive(), "--step-floor must be above 0");
    checkArgument(factor >= 1, "factor is 1 or more");
    checkArgument(unmeasured.compareTo(floor) >= 0, "unmeasured is at least the floor");
  }

  /** Returns the defaults: 5 s and ten times the expected time, at most 5 min while unmeasured. */
  public static StepLimit defaults() {
    return new StepLimit(Duration.ofSeconds(5), 10, Duration.ofMinutes(5));
  }

  /** Returns a copy with another floor. */
  public StepLimit withFloor(Duration value) {
    return new StepLimit(value, factor, value.compareTo(unmeasured) > 0 ? value : unmeasured);
  }

  /** Returns the limit of a step that is expected to take {@code expectedSeconds}. */
  Duration of(double expectedSeconds) {
    return floor.plus(duration(factor * expectedSeconds));
  }

  /** Returns the limit of a worker's first step, which should take at most {@code seconds}. */
  Duration ofFirst(double seconds) {
    return Comparators.min(unmeasured, floor.multipliedBy(WARM_UP).plus(duration(seconds)));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) Math.min(1e9 * seconds, Long.MAX_VALUE / 2.0));
  }
}
