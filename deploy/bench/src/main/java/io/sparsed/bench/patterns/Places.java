package io.sparsed.bench.patterns;

/**
 * Where the blocks that a head keeps lie, as shares of them that add up to 1.
 *
 * @param reach key blocks before and behind the query's own that a sliding window of the same
 *     budget keeps
 * @param window inside that window
 * @param windowByChance the share that random blocks of the same budget would have there
 * @param firstColumn outside it, in the first key block, where attention sinks are
 * @param generation outside both, in the generation
 * @param elsewhere what neither a window nor a sink keeps, in the prompt
 */
record Places(
    int reach,
    double window,
    double windowByChance,
    double firstColumn,
    double generation,
    double elsewhere) {

  static Places of(BlockMask mask) {
    int blocks = mask.blocks();
    int first = mask.firstGeneration();
    int reach = reach(blocks, mask.kept());
    BlockMask window = BlockMask.of(blocks, first, (query, key) -> Math.abs(query - key) <= reach);
    BlockMask firstColumn =
        BlockMask.of(blocks, first, (query, key) -> key == 0 && !window.keeps(query, key));
    BlockMask generation =
        BlockMask.of(
            blocks, first, (query, key) -> key >= first && key > 0 && !window.keeps(query, key));
    double kept = mask.kept();
    double inside =
        (mask.common(window) + mask.common(firstColumn) + mask.common(generation)) / kept;
    return new Places(
        reach,
        mask.common(window) / kept,
        mask.commonByChance(window) / kept,
        mask.common(firstColumn) / kept,
        mask.common(generation) / kept,
        1 - inside);
  }

  /** The widest window that costs no more than {@code budget} cells, at least the diagonal. */
  private static int reach(int blocks, long budget) {
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
