package io.sparsed.bench.patterns;

import io.sparsed.worker.attention.Pattern;

/**
 * The key blocks that one head keeps: a bit matrix [query blocks, key blocks]. Immutable.
 *
 * <p>It knows where the generation begins among the blocks, because a pattern has a budget of its
 * own on either side.
 */
final class BlockMask {
  /** Says whether a cell is kept. */
  @FunctionalInterface
  interface Cells {
    boolean keeps(int query, int key);
  }

  private final int blocks;
  private final int firstGeneration;

  /** [query blocks, words of a row], key block k at bit k % 64 of word k / 64. */
  private final long[] words;

  private final int[] keptInPrompt;
  private final int[] keptInGeneration;

  private BlockMask(int blocks, int firstGeneration, Cells cells) {
    if (blocks < 1 || firstGeneration < 0 || firstGeneration >= blocks) {
      throw new IllegalArgumentException(
          "of %d blocks the generation cannot begin at %d".formatted(blocks, firstGeneration));
    }
    this.blocks = blocks;
    this.firstGeneration = firstGeneration;
    int wordsPerRow = Math.ceilDiv(blocks, Long.SIZE);
    this.words = new long[Math.multiplyExact(blocks, wordsPerRow)];
    this.keptInPrompt = new int[blocks];
    this.keptInGeneration = new int[blocks];
    for (int query = 0; query < blocks; query++) {
      for (int key = 0; key < blocks; key++) {
        if (cells.keeps(query, key)) {
          words[query * wordsPerRow + key / Long.SIZE] |= 1L << key;
          (key < firstGeneration ? keptInPrompt : keptInGeneration)[query]++;
        }
      }
    }
  }

  /**
   * A mask of chosen cells.
   *
   * @param firstGeneration the first block of the generation, in [0, blocks)
   */
  static BlockMask of(int blocks, int firstGeneration, Cells cells) {
    return new BlockMask(blocks, firstGeneration, cells);
  }

  /** What a head of the pattern keeps on the conditional canvas. */
  static BlockMask of(Pattern pattern, int layer, int head, int firstGeneration) {
    int blocks = pattern.shape().blocks();
    var cells = new boolean[blocks][blocks];
    for (int query = 0; query < blocks; query++) {
      for (int key : pattern.kept(0, layer, head, query)) {
        cells[query][key] = true;
      }
    }
    return of(blocks, firstGeneration, (query, key) -> cells[query][key]);
  }

  /** The same without the query blocks of the prompt, which barely change from step to step. */
  BlockMask ofGeneration() {
    return of(
        blocks, firstGeneration, (query, key) -> query >= firstGeneration && keeps(query, key));
  }

  /** The first rows, without the last one, or with {@code first} 1 each one's next row instead. */
  BlockMask rowsFrom(int first) {
    return of(
        blocks, firstGeneration, (query, key) -> query < blocks - 1 && keeps(query + first, key));
  }

  /** Blocks of the canvas, as queries and as keys. */
  int blocks() {
    return blocks;
  }

  /** The first block of the generation. */
  int firstGeneration() {
    return firstGeneration;
  }

  boolean keeps(int query, int key) {
    int wordsPerRow = words.length / blocks;
    return (words[query * wordsPerRow + key / Long.SIZE] >>> key & 1) == 1;
  }

  /** Cells kept in all. */
  long kept() {
    return common(this);
  }

  /** Cells that both keep. */
  long common(BlockMask other) {
    checkSameCanvas(other);
    long common = 0;
    for (int i = 0; i < words.length; i++) {
      common += Long.bitCount(words[i] & other.words[i]);
    }
    return common;
  }

  /**
   * Cells that both would keep on the average if each query block chose at random, as many prompt
   * blocks and as many generation blocks as it keeps here.
   */
  double commonByChance(BlockMask other) {
    checkSameCanvas(other);
    double common = 0;
    for (int query = 0; query < blocks; query++) {
      // Where there are no prompt blocks, none are kept.
      common +=
          (double) keptInPrompt[query] * other.keptInPrompt[query] / Math.max(1, firstGeneration)
              + (double) keptInGeneration[query]
                  * other.keptInGeneration[query]
                  / (blocks - firstGeneration);
    }
    return common;
  }

  private void checkSameCanvas(BlockMask other) {
    if (other.blocks != blocks || other.firstGeneration != firstGeneration) {
      throw new IllegalArgumentException(
          "masks of %d and %d blocks have nothing in common".formatted(blocks, other.blocks));
    }
  }
}
