package io.sparsed.worker.attention;

/** An AttentionDirective says how attention runs in a forward, as the scheduler asked for it. */
public sealed interface AttentionDirective {
  /** Dense attention: every query attends to every key. */
  record Dense() implements AttentionDirective {}

  /**
   * Dense attention from whose queries and keys a pattern is taken.
   *
   * @param patternId id under which the worker keeps the pattern
   * @param rule rule by which the key blocks are chosen
   * @param blockSize tokens of a block: 16, 32, 64, 128 or 256
   * @param select share of the key blocks to keep, in (0, 1]
   * @param scoreScale factor of the scores from which the blocks are chosen, finite and above 0
   */
  record DenseAndSelect(
      String patternId, PatternRule rule, int blockSize, double select, double scoreScale)
      implements AttentionDirective {
    public DenseAndSelect {
      PatternShape.requireBlockSize(blockSize);
      requireShare(select);
      if (!(scoreScale > 0) || Double.isInfinite(scoreScale)) {
        throw new IllegalArgumentException(
            "score_scale must be finite and above 0, not " + scoreScale);
      }
    }
  }

  /**
   * Block-sparse attention: a query attends to the key blocks of a pattern only.
   *
   * @param pattern the pattern
   * @param select estimate of the share of the key blocks that it keeps, in (0, 1]
   */
  record Sparse(SparsePattern pattern, double select) implements AttentionDirective {
    public Sparse {
      requireShare(select);
    }
  }

  /** A SparsePattern names the pattern of a sparse forward. */
  sealed interface SparsePattern permits Held, FixedPattern {}

  /**
   * A pattern that this worker took or was given.
   *
   * @param patternId id under which it is held
   */
  record Held(String patternId) implements SparsePattern {}

  /** Throws unless a share of key blocks is in (0, 1]. */
  static void requireShare(double select) {
    if (!(select > 0 && select <= 1)) {
      throw new IllegalArgumentException("select must be in (0, 1], not " + select);
    }
  }
}
