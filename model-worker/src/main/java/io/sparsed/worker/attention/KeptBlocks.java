package io.sparsed.worker.attention;

/**
 * The number of key blocks that a query block keeps by a rule other than SparseD's: the most that
 * SparseD keeps for any query block of the same canvas, so that no rule is given less.
 *
 * @param blocks blocks of the canvas
 * @param kept blocks that are kept, at least 1
 */
record KeptBlocks(int blocks, int kept) {
  KeptBlocks {
    if (kept < 1 || kept > blocks) {
      throw new IllegalArgumentException(kept + " of " + blocks + " blocks cannot be kept");
    }
  }

  /**
   * Returns the number for a canvas.
   *
   * @param select share of the key blocks, in (0, 1]
   */
  static KeptBlocks of(int canvasLength, int promptLength, int blockSize, double select) {
    var published = BlockSelection.of(canvasLength, promptLength, blockSize, select);
    int most = published.keep() + published.keepGeneration();
    return new KeptBlocks(published.blocks(), Math.min(published.blocks(), most));
  }

  /** Returns the share for which {@link BlockSelection} keeps this many of all blocks. */
  double select() {
    return (kept - 0.5) / blocks;
  }
}
