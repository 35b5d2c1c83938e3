package io.sparsed.scheduler.pool;

import java.time.Duration;

/**
 * How a step is repeated that failed.
 *
 * @param attempts of a step, at least 1; waiting for a worker is none
 * @param firstBackoff before the second attempt; doubles with each one after it
 * @param maxBackoff between two attempts
 * @param share of the pool's calls that may be repeated, in [0, 1]: a storm of failures never
 *     doubles the load
 * @param perSecond attempts that may be repeated besides, at least 1; ten seconds' worth of them
 *     are saved up
 */
public record Retries(
    int attempts, Duration firstBackoff, Duration maxBackoff, double share, int perSecond) {

  /** Refuses values out of range. */
  public Retries {
    if (attempts < 1 || perSecond < 1 || share < 0 || share > 1) {
      throw new IllegalArgumentException(
          "attempts and retries per second are at least 1, their share is in [0, 1]");
    }
  }

  /** Up to 30 attempts within about a minute; a fifth of the calls and ten a second besides. */
  public static Retries defaults() {
    return new Retries(30, Duration.ofMillis(10), Duration.ofSeconds(2), 0.2, 10);
  }
}
