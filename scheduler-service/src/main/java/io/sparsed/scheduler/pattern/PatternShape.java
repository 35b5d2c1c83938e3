package io.sparsed.scheduler.pattern;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;

/**
 * A PatternShape gives the dimensions of a pattern, which has a bit matrix [query blocks, key
 * blocks] for each branch, layer and head.
 *
 * @param branches canvases with a pattern of their own: 2 under classifier-free guidance, else 1
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param blockSize tokens of a query or key block
 * @param canvasLength tokens of the canvas
 */
public record PatternShape(int branches, int layers, int heads, int blockSize, int canvasLength) {

  /** Throws unless every dimension is at least 1. */
  public PatternShape {
    checkArgument(
        Ints.min(branches, layers, heads, blockSize, canvasLength) >= 1,
        "every dimension of a pattern is at least 1");
  }

  /** Returns the number of query blocks, which is that of key blocks; the last may be partial. */
  public int blocks() {
    return Math.ceilDiv(canvasLength, blockSize);
  }

  /** Returns the bytes of the words. */
  public long bytes() {
    return (long) branches * layers * heads * headBytes();
  }

  /** Returns the bytes of a head; each row of key blocks is padded to whole 64-bit words. */
  public long headBytes() {
    return (long) blocks() * Math.ceilDiv(blocks(), Long.SIZE) * Long.BYTES;
  }
}
