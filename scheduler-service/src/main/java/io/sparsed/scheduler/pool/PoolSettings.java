package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * A PoolSettings sets the intervals and limits of a pool.
 *
 * @param probeInterval interval between two attempts to reach a worker that is away
 * @param resolveInterval interval between two resolutions of a target
 * @param stepsPerWorker greatest number of steps that a worker is given at once, at least 1
 * @param breakerOpen time for which a worker that keeps failing gets no steps
 * @param patience time for which a step waits if no worker can take it, 0 or more
 * @param stepLimit limit of the time of a step
 * @param retries limits of the repetition of steps
 */
@RecordBuilder
public record PoolSettings(
    Duration probeInterval,
    Duration resolveInterval,
    int stepsPerWorker,
    Duration breakerOpen,
    Duration patience,
    StepLimit stepLimit,
    Retries retries)
    implements PoolSettingsBuilder.With {

  /** Throws if a value is out of its range. */
  public PoolSettings {
    checkArgument(stepsPerWorker >= 1, "--steps-per-worker must be at least 1");
    checkArgument(!patience.isNegative(), "--patience must not be below 0");
  }

  /** Returns the defaults: 64 steps a worker, and ten minutes' patience. */
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
}
