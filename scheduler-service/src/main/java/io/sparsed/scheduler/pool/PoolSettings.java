package io.sparsed.scheduler.pool;

import java.time.Duration;

/**
 * How patient the pool is.
 *
 * @param probeInterval between two looks at a worker
 * @param attempts of a call, at least 1
 * @param firstBackoff before the second attempt; doubles with each one after it
 * @param maxBackoff between two attempts
 * @param breakerOpen how long a worker that keeps failing is left alone
 */
public record PoolSettings(
    Duration probeInterval,
    int attempts,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration breakerOpen) {

  /** Looks every second; gives a call up after eight attempts in about seven seconds. */
  public static PoolSettings defaults() {
    return new PoolSettings(
        Duration.ofSeconds(1),
        8,
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }
}
