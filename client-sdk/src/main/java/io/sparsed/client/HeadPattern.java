package io.sparsed.client;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/** A HeadPattern tells which key blocks each query block of a head attends to in sparse steps. */
public final class HeadPattern extends WireValue<io.sparsed.v1.HeadPattern> {
  HeadPattern(io.sparsed.v1.HeadPattern message) {
    super(message);
  }

  /** {@return the index of the layer} */
  public int layer() {
    return message.getLayer();
  }

  /** {@return the index of the query head} */
  public int head() {
    return message.getHead();
  }

  /** {@return the tokens of a block; the first block begins with the prompt} */
  public int blockSize() {
    return message.getBlockSize();
  }

  /** {@return the number of blocks of the canvas, as queries and as keys} */
  public int blocks() {
    return message.getBlocks();
  }

  /**
   * Returns the key blocks that a query block keeps.
   *
   * @param queryBlock index of the query block, below {@link #blocks}
   * @return a set with a bit for each key block
   */
  public BitSet keptBy(int queryBlock) {
    Objects.checkIndex(queryBlock, blocks());
    int rowBytes = (blocks() + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    byte[] all = words();
    int from = Math.min(queryBlock * rowBytes, all.length);
    int to = Math.min(from + rowBytes, all.length);
    return BitSet.valueOf(Arrays.copyOfRange(all, from, to));
  }

  /**
   * {@return the rows of all query blocks, each of whole 64-bit little-endian words with a bit for
   * each key block}
   */
  public byte[] words() {
    return message.getWords().toByteArray();
  }
}
