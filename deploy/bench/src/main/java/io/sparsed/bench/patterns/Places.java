package io.sparsed.bench.patterns;

/**
 * The places of the blocks that a head keeps.
 *
 * @param window share inside a sliding window of the same budget, and what random blocks of that
 *     budget would have there
 * @param firstColumn share beyond the window in the first key block, where attention sinks are
 * @param elsewhere share in the prompt that neither a window nor a sink keeps
 */
record Places(Overlap window, double firstColumn, double elsewhere) {
  /** Returns the places of a head. */
  static Places of(BlockMask mask) {
    int blocks = mask.blocks();
    int first = mask.firstGeneration();
    int reach = reach(blocks, mask.kept());
    BlockMask window = BlockMask.of(blocks, first, (query, key) -> Math.abs(query - key) <= reach);
    BlockMask firstColumn =
        BlockMask.of(blocks, first, (query, key) -> key == 0 && !window.keeps(query, key));
    BlockMask elsewhere =
        BlockMask.of(
            blocks, first, (query, key) -> key > 0 && key < first && !window.keeps(query, key));
    double kept = mask.kept();
    return new Places(
        new Overlap(mask.common(window) / kept, Math.min(1, mask.commonByChance(window) / kept)),
        mask.common(firstColumn) / kept,
        mask.common(elsewhere) / kept);
  }

  /** Returns how far the widest window of no more than {@code budget} cells reaches, 0 or more. */
  static int reach(int blocks, long budget) {
    int reach = 0;
    while (reach + 1 < blocks && cells(blocks, reach + 1) <= budget) {
      reach++;
    }
    return reach;
  }

  private static long cells(int blocks, int reach) {
    return (long) blocks * (2L * reach + 1) - (long) reach * (reach + 1);
  }
}
