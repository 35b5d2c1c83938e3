package io.sparsed.worker.attention;

/**
 * A PatternShape holds the sizes of a pattern, which is a bit matrix [query blocks, key blocks] per
 * branch, layer and head.
 *
 * @param branches canvases with a pattern of their own: 1, or 2 under classifier-free guidance
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param blockSize tokens of a block, a power of two from 16 to 256
 * @param canvasLength tokens of the canvas
 */
public record PatternShape(int branches, int layers, int heads, int blockSize, int canvasLength) {
  public static final int MIN_BLOCK_SIZE = 16;
  public static final int MAX_BLOCK_SIZE = 256;

  public PatternShape {
    requireBlockSize(blockSize);
    if (branches < 1 || branches > 2 || layers < 1 || heads < 1 || canvasLength < 1) {
      throw new IllegalArgumentException(
          "no pattern has %d branches, %d layers, %d heads, %d tokens"
              .formatted(branches, layers, heads, canvasLength));
    }
  }

  /** Returns true if attention can run in blocks of this many tokens. */
  public static boolean isBlockSize(int size) {
    return size >= MIN_BLOCK_SIZE && size <= MAX_BLOCK_SIZE && Integer.bitCount(size) == 1;
  }

  /** Throws unless attention can run in blocks of this many tokens. */
  static void requireBlockSize(int size) {
    if (!isBlockSize(size)) {
      throw new IllegalArgumentException("block_size must be 16, 32, 64, 128 or 256, not " + size);
    }
  }

  /** Returns the shape of a pattern with another number of heads. */
  public PatternShape withHeads(int count) {
    return new PatternShape(branches, layers, count, blockSize, canvasLength);
  }

  /** Returns the blocks of the canvas, as queries and as keys. */
  public int blocks() {
    return Math.ceilDiv(canvasLength, blockSize);
  }

  /** Returns the 64-bit words of one row of a bit matrix. */
  public int wordsPerRow() {
    return Math.ceilDiv(blocks(), Long.SIZE);
  }

  /** Returns the 64-bit words of the whole pattern. */
  public long words() {
    return (long) branches * layers * heads * blocks() * wordsPerRow();
  }

  /** Returns the bytes of the whole pattern. */
  public long bytes() {
    return words() * Long.BYTES;
  }

  /** Returns the index of the first word of a row. */
  int rowStart(int branch, int layer, int head, int queryBlock) {
    return (((branch * layers + layer) * heads + head) * blocks() + queryBlock) * wordsPerRow();
  }
}
