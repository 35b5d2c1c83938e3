package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * A Retries limits how often failed steps are repeated.
 *
 * @param attempts greatest number of attempts of a step, at least 1
 * @param firstBackoff pause before the second attempt; doubles with each later one
 * @param maxBackoff longest pause between two attempts
 * @param share share of the pool's calls that may be repeated, in [0, 1], so that a storm of
 *     failures does not double the load
 * @param perSecond repetitions that are allowed besides, at least 1; up to ten seconds' worth is
 *     saved up
 */
public record Retries(
    int attempts, Duration firstBackoff, Duration maxBackoff, double share, int perSecond) {

  /** Throws if a value is out of its range. */
  public Retries {
    checkArgument(attempts >= 1 && perSecond >= 1, "attempts and retries a second are at least 1");
    checkArgument(share >= 0 && share <= 1, "the share of retries is in [0, 1]");
  }

  /** Returns the defaults: 30 attempts in about a minute, a fifth of the calls and 10 a second. */
  public static Retries defaults() {
    return new Retries(30, Duration.ofMillis(10), Duration.ofSeconds(2), 0.2, 10);
  }
}
