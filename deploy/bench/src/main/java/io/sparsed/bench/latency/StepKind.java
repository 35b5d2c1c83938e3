package io.sparsed.bench.latency;

import java.util.Locale;

/**
 * A kind of denoising step, by its attention.
 *
 * @param attention dense or sparse attention
 * @param select share of the key blocks kept; 1 if dense
 * @param blockSize tokens of a block; 0 if dense
 */
record StepKind(Attention attention, double select, int blockSize) {
  /** The attention of a step. */
  enum Attention {
    /** Dense attention. */
    DENSE,
    /** Dense attention from which a pattern is taken. */
    PATTERN,
    /** Block-sparse attention by that pattern. */
    SPARSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A dense step. */
  static final StepKind DENSE = new StepKind(Attention.DENSE, 1, 0);

  /** The id of every pattern: each replaces the one before. */
  static final String PATTERN_ID = "bench";

  /** Returns the sparse step that reuses the pattern of this one. */
  StepKind reuse() {
    return new StepKind(Attention.SPARSE, select, blockSize);
  }

  @Override
  public String toString() {
    return attention == Attention.DENSE
        ? "dense"
        : "%s, select %s, block %d".formatted(attention, select, blockSize);
  }
}
