package io.sparsed.worker.attention;

/** The scheduler's directive how attention runs in a forward. */
public sealed interface AttentionDirective {
  /** Dense attention: every query attends to every key. */
  record Dense() implements AttentionDirective {}

  /**
   * Dense attention from which a pattern is taken.
   *
   * @param patternId id under which the pattern is kept
   * @param rule rule by which the key blocks are chosen
   * @param blockSize tokens of a query or key block
   * @param select share of the key blocks that a query block keeps, in (0, 1]
   * @param scoreScale factor of the scores that choose the pattern, finite and above 0
   */
  record DenseAndSelect(
      String patternId, PatternRule rule, int blockSize, double select, double scoreScale)
      implements AttentionDirective {
    public DenseAndSelect {
      if (!PatternShape.isBlockSize(blockSize)) {
        throw new IllegalArgumentException(
            "block_size must be 16, 32, 64, 128 or 256, not " + blockSize);
      }
      if (!(select > 0 && select <= 1)) {
        throw new IllegalArgumentException("select must be in (0, 1], not " + select);
      }
      if (!(scoreScale > 0 && scoreScale < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "score_scale must be finite and above 0, not " + scoreScale);
      }
    }

    /** Returns how many key blocks of a canvas are chosen. */
    public BlockSelection selection(int canvasLength, int promptLength) {
      return switch (rule) {
        case ISOLATED, SHARED_HEADS ->
            BlockSelection.of(canvasLength, promptLength, blockSize, select);
        // Without a prompt every block is a generation block, and they compete with each other.
        case JOINT ->
            BlockSelection.of(
                canvasLength,
                0,
                blockSize,
                KeptBlocks.of(canvasLength, promptLength, blockSize, select).select());
      };
    }

    /** Returns the pattern that is kept, from the one that the heads chose. */
    public Pattern finish(Pattern ofHeads, int promptLength) {
      return switch (rule) {
        case ISOLATED, JOINT -> ofHeads;
        case SHARED_HEADS -> {
          int canvasLength = ofHeads.shape().canvasLength();
          yield SharedHeads.pattern(
              ofHeads, KeptBlocks.of(canvasLength, promptLength, blockSize, select));
        }
      };
    }
  }

  /**
   * Block-sparse attention.
   *
   * @param pattern pattern whose key blocks are attended to
   * @param select share of the key blocks that it keeps, in (0, 1], for estimates
   */
  record Sparse(SparsePattern pattern, double select) implements AttentionDirective {
    public Sparse {
      if (!(select > 0 && select <= 1)) {
        throw new IllegalArgumentException("select must be in (0, 1], not " + select);
      }
    }
  }

  /** The pattern of a sparse forward. */
  sealed interface SparsePattern {}

  /** A pattern that this worker took or was given. */
  record Held(String patternId) implements SparsePattern {}

  /** A pattern that follows from its description. */
  record Fixed(FixedPattern pattern) implements SparsePattern {}
}
