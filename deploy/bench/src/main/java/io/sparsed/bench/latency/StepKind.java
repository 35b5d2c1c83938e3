package io.sparsed.bench.latency;

import java.util.Locale;

/**
 * A kind of denoising step, by its attention.
 *
 * @param attention dense or sparse attention
 * @param select share of the key blocks kept; 1 if dense
 * @param blockSize tokens of a block; 0 if dense
 * @param activeRows rows that a reuse step computes; 0 if all rows are computed
 */
record StepKind(Attention attention, double select, int blockSize, int activeRows) {
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
  static final StepKind DENSE = new StepKind(Attention.DENSE, 1, 0, 0);

  /** The id of all kept keys and values: each replaces the one before. */
  static final String KEY_VALUES_ID = "bench-key-values";

  /** The id of every pattern: each replaces the one before. */
  static final String PATTERN_ID = "bench";

  /** Returns the sparse step that reuses the pattern of this one. */
  StepKind reuse() {
    return new StepKind(Attention.SPARSE, select, blockSize, 0);
  }

  /** Returns the step that computes some rows only and reuses the keys and values of the others. */
  StepKind ofRows(int rows) {
    return new StepKind(attention, select, blockSize, rows);
  }

  /** Returns true if the step reuses keys and values. */
  boolean reusesKeyValues() {
    return activeRows > 0;
  }

  @Override
  public String toString() {
    String how =
        attention == Attention.DENSE
            ? "dense"
            : "%s, select %s, block %d".formatted(attention, select, blockSize);
    return reusesKeyValues() ? "reuse of %d rows, %s".formatted(activeRows, how) : how;
  }
}
