package io.sparsed.worker.attention;

/**
 * How many blocks a pattern keeps, and where the generation begins among them (SparseD, isolated
 * selection; {@code SparseD_utils.py}).
 *
 * @param blocks blocks of the canvas, the last one possibly partial
 * @param last the first generation block; a block with both prompt and generation counts as prompt
 *     unless it is the last
 * @param keep blocks kept among all, of which those from {@code last} on are then cleared
 * @param keepGeneration blocks kept among the {@code blocks - last} generation blocks
 */
public record BlockSelection(int blocks, int last, int keep, int keepGeneration) {
  /**
   * The published rule for a canvas.
   *
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
}
