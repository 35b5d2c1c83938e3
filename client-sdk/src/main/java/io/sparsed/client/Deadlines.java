package io.sparsed.client;

import java.time.Duration;

/** Checks the durations that a caller gives. */
final class Deadlines {
  private Deadlines() {}

  static Duration requirePositive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("must be positive, got " + duration);
    }
    return duration;
  }
}
