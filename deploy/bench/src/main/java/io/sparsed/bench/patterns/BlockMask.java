package io.sparsed.bench.patterns;

import io.sparsed.worker.attention.Pattern;
import java.util.BitSet;

/**
 * The key blocks that one head keeps: a bit matrix [query blocks, key blocks], row by row. It knows
 * the first block of the generation, because a pattern has budgets of its own for prompt and
 * generation. Nobody changes the bits.
 *
 * @param bits bit query * blocks + key is set if the cell is kept
 * @param blocks blocks of the canvas, as queries and as keys
 * @param firstGeneration first block of the generation, in [0, blocks)
 */
record BlockMask(BitSet bits, int blocks, int firstGeneration) {
  /** A choice of cells. */
  @FunctionalInterface
  interface Cells {
    boolean keeps(int query, int key);
  }

  /** Throws unless the generation begins on the canvas. */
  BlockMask {
    if (firstGeneration < 0 || firstGeneration >= blocks) {
      throw new IllegalArgumentException(
          "of %d blocks the generation cannot begin at %d".formatted(blocks, firstGeneration));
    }
  }

  /** Returns a mask of chosen cells. */
  static BlockMask of(int blocks, int firstGeneration, Cells cells) {
    BitSet bits = new BitSet(blocks * blocks);
    for (int query = 0; query < blocks; query++) {
      for (int key = 0; key < blocks; key++) {
        bits.set(query * blocks + key, cells.keeps(query, key));
      }
    }
    return new BlockMask(bits, blocks, firstGeneration);
  }

  /** Returns the blocks that a head of a pattern keeps on the conditional canvas. */
  static BlockMask of(Pattern pattern, int layer, int head, int firstGeneration) {
    int blocks = pattern.shape().blocks();
    BitSet bits = new BitSet(blocks * blocks);
    for (int query = 0; query < blocks; query++) {
      for (int key : pattern.kept(0, layer, head, query)) {
        bits.set(query * blocks + key);
      }
    }
    return new BlockMask(bits, blocks, firstGeneration);
  }

  /** Returns this mask without the query blocks of the prompt, which hardly change over steps. */
  BlockMask ofGeneration() {
    return rows(firstGeneration, blocks, 0);
  }

  /** Returns all rows but one: without the last if {@code first} is 0, without the first if 1. */
  BlockMask rowsFrom(int first) {
    return rows(first, first + blocks - 1, first);
  }

  /** Returns the rows from one to another, moved up. */
  private BlockMask rows(int from, int to, int up) {
    return of(
        blocks,
        firstGeneration,
        (query, key) -> query + up >= from && query + up < to && keeps(query + up, key));
  }

  boolean keeps(int query, int key) {
    return bits.get(query * blocks + key);
  }

  /** Returns the number of cells that are kept. */
  int kept() {
    return bits.cardinality();
  }

  /** Returns the number of cells that both keep. */
  int common(BlockMask other) {
    checkSameCanvas(other);
    BitSet common = (BitSet) bits.clone();
    common.and(other.bits);
    return common.cardinality();
  }

  /**
   * Returns the mean number of cells that both would keep if each query block chose at random as
   * many prompt blocks and as many generation blocks as it keeps here.
   */
  double commonByChance(BlockMask other) {
    checkSameCanvas(other);
    double common = 0;
    for (int query = 0; query < blocks; query++) {
      common +=
          commonByChance(other, query, 0, firstGeneration)
              + commonByChance(other, query, firstGeneration, blocks);
    }
    return common;
  }

  private double commonByChance(BlockMask other, int query, int from, int to) {
    return from == to
        ? 0
        : (double) kept(query, from, to) * other.kept(query, from, to) / (to - from);
  }

  private int kept(int query, int from, int to) {
    return bits.get(query * blocks + from, query * blocks + to).cardinality();
  }

  private void checkSameCanvas(BlockMask other) {
    if (other.blocks != blocks || other.firstGeneration != firstGeneration) {
      throw new IllegalArgumentException(
          "masks of %d and %d blocks have nothing in common".formatted(blocks, other.blocks));
    }
  }
}
