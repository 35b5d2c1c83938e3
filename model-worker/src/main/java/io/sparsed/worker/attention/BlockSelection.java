package io.sparsed.worker.attention;

/**
 * A BlockSelection says how many key blocks a query block keeps, and where the generation begins
 * among the blocks (SparseD, isolated selection; {@code SparseD_utils.py}).
 *
 * @param blocks blocks of the canvas, the last one possibly partial
 * @param last index of the first generation block; a block with both prompt and generation counts
 *     as prompt unless it is the last
 * @param keep blocks kept among all, of which those from {@code last} on are then cleared
 * @param keepGeneration blocks kept among the {@code blocks - last} generation blocks
 */
public record BlockSelection(int blocks, int last, int keep, int keepGeneration) {
  /**
   * Returns the published rule for a canvas.
   *
   * @param canvasLength tokens of the canvas
   * @param promptLength tokens of the prompt
   * @param blockSize tokens of a block
   * @param select share of the blocks to keep, in (0, 1]
   */
  public static BlockSelection of(
      int canvasLength, int promptLength, int blockSize, double select) {
    int blocks = Math.ceilDiv(canvasLength, blockSize);
    int last = Math.min(Math.ceilDiv(promptLength, blockSize), blocks - 1);
    return new BlockSelection(blocks, last, kept(blocks, select), kept(blocks - last, select));
  }

  private static int kept(int blocks, double select) {
    return Math.clamp((int) (blocks * select) + 1L, 1, blocks);
  }

  /**
   * Returns the most blocks that a query block keeps. Rows among whose {@code keep} are generation
   * blocks keep fewer.
   */
  public int most() {
    return Math.min(blocks, keep + keepGeneration);
  }

  /** Returns the rule by which all blocks compete for the same {@link #most} places. */
  public BlockSelection joint() {
    return new BlockSelection(blocks, 0, most(), most());
  }
}
