package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.OptionalLong;

/**
 * The bounds on a worker's work and memory, all positive.
 *
 * @param patternCacheBytes bytes of the patterns held in memory
 * @param keyValueBytes bytes of the keys and values that are kept for reuse; empty for a share of
 *     the device's memory
 * @param maxCanvasLength longest canvas that is accepted, in tokens, at least 2
 * @param maxQueuedForwards forwards that may wait for the device; more are refused
 * @param maxBatchTokens tokens of forwards that run as one pass; a longer forward runs alone or
 *     with little beside it; 1 runs every forward alone
 */
@RecordBuilder
public record WorkerLimits(
    long patternCacheBytes,
    OptionalLong keyValueBytes,
    int maxCanvasLength,
    int maxQueuedForwards,
    int maxBatchTokens)
    implements WorkerLimitsBuilder.With {
  /** Throws if a bound is below its minimum. */
  public WorkerLimits {
    require(patternCacheBytes >= 1, "--pattern-cache-bytes must be at least 1");
    require(keyValueBytes.orElse(0) >= 0, "--key-value-bytes must not be below 0");
    require(maxCanvasLength >= 2, "--max-canvas-length must be at least 2");
    require(maxQueuedForwards >= 1, "at least one forward must be able to wait");
    require(maxBatchTokens >= 1, "--max-batch-tokens must be at least 1");
  }

  private static void require(boolean isInRange, String message) {
    if (!isInRange) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Returns the defaults: 1 GiB, 131,072 tokens, 256 forwards, 8192 tokens in one pass. */
  public static WorkerLimits defaults() {
    return new WorkerLimits(1L << 30, OptionalLong.empty(), 131_072, 256, 8192);
  }
}
