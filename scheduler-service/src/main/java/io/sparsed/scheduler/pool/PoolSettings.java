package io.sparsed.scheduler.pool;

import java.time.Duration;

/**
 * How patient the pool is.
 *
 * @param probeInterval between two attempts to reach a worker that is away
 * @param resolveInterval between two looks for workers behind a target that is resolved
 * @param stepsPerWorker steps that a worker is given at once, at least 1; more wait
 * @param breakerOpen how long a worker that keeps failing is left alone
 * @param patience how long a running request waits when no worker can take its step
 * @param stepLimit how long a step may take
 * @param retries how a step is repeated
 */
public record PoolSettings(
    Duration probeInterval,
    Duration resolveInterval,
    int stepsPerWorker,
    Duration breakerOpen,
    Duration patience,
    StepLimit stepLimit,
    Retries retries) {

  /** Refuses a pool that could not do anything. */
  public PoolSettings {
    if (stepsPerWorker < 1) {
      throw new IllegalArgumentException("a worker must be given at least one step");
    }
  }

  /** Tries every second, looks every ten; 64 steps a worker; waits ten minutes for a worker. */
  public static PoolSettings defaults() {
    return new PoolSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        64,
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        StepLimit.defaults(),
        Retries.defaults());
  }

  /** A copy that gives a worker so many steps at once. */
  public PoolSettings withStepsPerWorker(int value) {
    return new PoolSettings(
        probeInterval, resolveInterval, value, breakerOpen, patience, stepLimit, retries);
  }

  /** A copy that lets a running request wait so long for a worker. */
  public PoolSettings withPatience(Duration value) {
    return new PoolSettings(
        probeInterval, resolveInterval, stepsPerWorker, breakerOpen, value, stepLimit, retries);
  }

  /** A copy that gives steps another time. */
  public PoolSettings withStepLimit(StepLimit value) {
    return new PoolSettings(
        probeInterval, resolveInterval, stepsPerWorker, breakerOpen, patience, value, retries);
  }
}
