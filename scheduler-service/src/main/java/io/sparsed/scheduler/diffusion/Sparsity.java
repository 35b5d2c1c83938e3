package io.sparsed.scheduler.diffusion;

/**
 * How a request's attention is made sparse (SparseD), every default filled in.
 *
 * @param origin the original model: dense attention at every step
 * @param skip share of the steps that stay dense, in [0, 1]
 * @param select share of the key blocks that a query block keeps, in (0, 1]
 * @param blockSize tokens of a query or key block: a power of two from 16 to 256
 * @param scoreScale scale of the scores that choose the pattern
 */
public record Sparsity(
    boolean origin, double skip, double select, int blockSize, ScoreScale scoreScale) {

  /** Scale of the scores from which a pattern is chosen. */
  public enum ScoreScale {
    /** As the published code of the model's family. */
    REFERENCE,
    /** 1 / sqrt(head dimension). */
    HEAD_DIM,
    /** 1 / sqrt(heads). */
    HEADS
  }

  /** Refuses values out of range. */
  public Sparsity {
    Require.that(skip >= 0 && skip <= 1, "skip is in [0, 1]");
    Require.that(select > 0 && select <= 1, "select is in (0, 1]");
    Require.that(isBlockSize(blockSize), "block_size is a power of two from 16 to 256");
  }

  /** Whether {@code size} is a power of two from 16 to 256. */
  public static boolean isBlockSize(long size) {
    return size >= 16 && size <= 256 && Long.bitCount(size) == 1;
  }
}
