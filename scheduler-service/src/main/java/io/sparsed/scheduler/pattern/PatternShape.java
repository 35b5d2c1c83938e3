package io.sparsed.scheduler.pattern;

/**
 * The shape of a pattern: for each branch, layer and head a bit matrix [query blocks, key blocks].
 *
 * @param branches canvases with a pattern of their own: 2 under classifier-free guidance, else 1
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param blockSize tokens of a query or key block
 * @param canvasLength tokens of the canvas
 */
public record PatternShape(int branches, int layers, int heads, int blockSize, int canvasLength) {

  /** Refuses a shape without bits. */
  public PatternShape {
    if (branches < 1 || layers < 1 || heads < 1 || blockSize < 1 || canvasLength < 1) {
      throw new IllegalArgumentException("every dimension of a pattern is at least 1");
    }
  }

  /** Blocks of the canvas, as queries and as keys; the last one may be partial. */
  public int blocks() {
    return Math.ceilDiv(canvasLength, blockSize);
  }

  /** Bytes of the words: a row of key blocks is padded to whole 64-bit words. */
  public long bytes() {
    long rowBytes = (long) Math.ceilDiv(blocks(), Long.SIZE) * Long.BYTES;
    return (long) branches * layers * heads * blocks() * rowBytes;
  }
}
