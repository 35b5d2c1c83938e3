package io.sparsed.bench.quality.policy;

import io.sparsed.worker.attention.BlockSelection;

/**
 * How many key blocks a query block keeps.
 *
 * @param blocks of the canvas
 * @param kept of them, at least 1
 */
public record Budget(int blocks, int kept) {
  /** Refuses what no row of a pattern can keep. */
  public Budget {
    if (kept < 1 || kept > blocks) {
      throw new IllegalArgumentException(kept + " of " + blocks + " blocks cannot be kept");
    }
  }

  /**
   * The most that SparseD keeps for a query block of this canvas: its share of all blocks, and its
   * share of the generation's. Rows whose first share holds generation blocks keep fewer, so a
   * policy that is given this budget is never given less than SparseD.
   *
   * @param select share of the key blocks, in (0, 1]
   */
  public static Budget of(int canvasLength, int promptLength, int blockSize, double select) {
    BlockSelection published = BlockSelection.of(canvasLength, promptLength, blockSize, select);
    return new Budget(
        published.blocks(),
        Math.min(published.blocks(), published.keep() + published.keepGeneration()));
  }

  /** The share for which {@link BlockSelection} keeps this many of all blocks. */
  public double select() {
    return (kept - 0.5) / blocks;
  }
}
