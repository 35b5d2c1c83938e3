package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A Sparsity holds the sparse options of a request (SparseD), every default filled in.
 *
 * @param origin true for the original model: dense attention at every step
 * @param skip share of the steps that stay dense, in [0, 1]
 * @param select share of the key blocks that a query block keeps, in (0, 1]
 * @param blockSize tokens of a query or key block: a power of two from 16 to 256
 * @param scoreScale scale of the scores that choose the pattern
 * @param rule rule by which the key blocks are chosen
 * @param patternRefresh refreshes from one that takes the pattern to the next that does; 0: only
 *     one takes it
 */
public record Sparsity(
    boolean origin,
    double skip,
    double select,
    int blockSize,
    ScoreScale scoreScale,
    PatternRule rule,
    int patternRefresh) {

  /** A ScoreScale is the factor of the attention scores that choose a pattern. */
  public enum ScoreScale {
    /** The published code's scale: 1/sqrt(heads) for LLaDA, 1/sqrt(head dimension) for others. */
    REFERENCE,
    /** The usual scale of attention, 1/sqrt(head dimension). */
    HEAD_DIM,
    /** The scale 1/sqrt(heads). */
    HEADS
  }

  /** Throws if a value is out of its range. */
  public Sparsity {
    checkArgument(skip >= 0 && skip <= 1, "skip is in [0, 1]");
    checkArgument(select > 0 && select <= 1, "select is in (0, 1]");
    checkArgument(isBlockSize(blockSize), "block_size is a power of two from 16 to 256");
    checkArgument(patternRefresh >= 0, "pattern_refresh is 0 or more");
  }

  /** Creates options under which the pattern is taken once. */
  public Sparsity(
      boolean origin,
      double skip,
      double select,
      int blockSize,
      ScoreScale scoreScale,
      PatternRule rule) {
    this(origin, skip, select, blockSize, scoreScale, rule, 0);
  }

  /**
   * Returns the choice of the key blocks of a model's pattern.
   *
   * @param publishedByHeads true if the model's published scale is 1/sqrt(heads)
   * @param heads query heads of a layer
   * @param headDim dimensions of a head
   */
  public Attention.Selection selection(boolean publishedByHeads, int heads, int headDim) {
    boolean byHeads =
        switch (scoreScale) {
          case REFERENCE -> publishedByHeads;
          case HEADS -> true;
          case HEAD_DIM -> false;
        };
    double scale = 1 / Math.sqrt(byHeads ? heads : headDim);
    return new Attention.Selection(rule, blockSize, select, scale);
  }

  /** Returns true if {@code size} is a power of two from 16 to 256. */
  public static boolean isBlockSize(long size) {
    return size >= 16 && size <= 256 && Long.bitCount(size) == 1;
  }
}
