package io.sparsed.worker;

/**
 * How much a worker takes on.
 *
 * @param patternCacheBytes bound of the patterns held in memory
 * @param maxCanvasLength longest canvas that is accepted, tokens
 * @param maxQueuedForwards forwards that may wait for the device; more are refused
 * @param maxBatchTokens tokens of forwards that run as one pass; a longer forward runs alone or
 *     with little beside it; 1 runs every forward alone
 */
public record WorkerLimits(
    long patternCacheBytes, int maxCanvasLength, int maxQueuedForwards, int maxBatchTokens) {
  /** Refuses limits that nothing would fit. */
  public WorkerLimits {
    if (patternCacheBytes < 1
        || maxCanvasLength < 2
        || maxQueuedForwards < 1
        || maxBatchTokens < 1) {
      throw new IllegalArgumentException("a worker's bounds are positive");
    }
  }

  /** 1 GiB of patterns, canvases of 131,072 tokens, 256 forwards, 8192 tokens in one pass. */
  public static WorkerLimits defaults() {
    return new WorkerLimits(1L << 30, 131_072, 256, 8192);
  }

  /** A copy that holds so many bytes of patterns. */
  public WorkerLimits withPatternCacheBytes(long bytes) {
    return new WorkerLimits(bytes, maxCanvasLength, maxQueuedForwards, maxBatchTokens);
  }

  /** A copy that accepts canvases of so many tokens. */
  public WorkerLimits withMaxCanvasLength(int tokens) {
    return new WorkerLimits(patternCacheBytes, tokens, maxQueuedForwards, maxBatchTokens);
  }

  /** A copy that runs so many tokens as one pass. */
  public WorkerLimits withMaxBatchTokens(int tokens) {
    return new WorkerLimits(patternCacheBytes, maxCanvasLength, maxQueuedForwards, tokens);
  }
}
