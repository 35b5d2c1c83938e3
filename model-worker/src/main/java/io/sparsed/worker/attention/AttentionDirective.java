package io.sparsed.worker.attention;

/** What the scheduler wants attention to do in a forward. */
public sealed interface AttentionDirective {
  /** Every query attends to every key. */
  record Dense() implements AttentionDirective {}

  /**
   * Dense, and a pattern is taken from this forward.
   *
   * @param patternId the id under which to keep it
   * @param select share of the blocks to keep, in (0, 1]
   */
  record Select(String patternId, int blockSize, double select, ScoreScale scoreScale)
      implements AttentionDirective {
    public Select {
      if (!PatternShape.isBlockSize(blockSize)) {
        throw new IllegalArgumentException(
            "block_size must be 16, 32, 64, 128 or 256, not " + blockSize);
      }
      if (!(select > 0 && select <= 1)) {
        throw new IllegalArgumentException("select must be in (0, 1], not " + select);
      }
    }
  }

  /** Block-sparse with a pattern that the worker holds. */
  record Sparse(String patternId) implements AttentionDirective {}

  /** The scale of the scores that choose a pattern. */
  enum ScoreScale {
    REFERENCE,
    HEAD_DIM,
    HEADS
  }
}
