package io.sparsed.worker.attention;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A Pattern says which key blocks each query block attends to, per branch, layer and head.
 * Immutable.
 *
 * <p>The words are those of the wire, whose layout {@code GetPatternResponse.words} describes.
 * Every query block keeps at least one key block.
 */
public final class Pattern {
  private final PatternShape shape;
  private final long[] words;
  private final double keptShare;

  private Pattern(PatternShape shape, double keptShare, long... words) {
    this.shape = shape;
    this.keptShare = keptShare;
    this.words = words;
  }

  /**
   * Returns the pattern of words, which are copied.
   *
   * @throws IllegalArgumentException if the words do not fit the shape, a row keeps nothing, or a
   *     bit lies beyond the blocks
   */
  public static Pattern of(PatternShape shape, long... words) {
    if (words.length != shape.words()) {
      throw new IllegalArgumentException(
          "a pattern of %s has %d words, not %d".formatted(shape, shape.words(), words.length));
    }
    int perRow = shape.wordsPerRow();
    int usedInLast = shape.blocks() - (perRow - 1) * Long.SIZE;
    long unused = usedInLast == Long.SIZE ? 0 : -1L << usedInLast;
    long keptInAll = 0;
    for (int row = 0; row < words.length; row += perRow) {
      int kept = 0;
      for (int i = 0; i < perRow; i++) {
        kept += Long.bitCount(words[row + i]);
      }
      keptInAll += kept;
      if (kept == 0) {
        throw new IllegalArgumentException(
            "row " + row / perRow + " of the pattern keeps no key block");
      }
      if ((words[row + perRow - 1] & unused) != 0) {
        throw new IllegalArgumentException(
            "row "
                + row / perRow
                + " of the pattern has a bit beyond its "
                + shape.blocks()
                + " blocks");
      }
    }
    double blockPairs = (double) words.length / perRow * shape.blocks();
    return new Pattern(shape, keptInAll / blockPairs, words.clone());
  }

  /** Chooses the key blocks of one row of a pattern, at least one. */
  interface RowRule {
    IntStream keys(int branch, int layer, int head, int queryBlock);
  }

  /** Returns a pattern whose rows are chosen one by one, in the order of the words. */
  static Pattern ofRows(PatternShape shape, RowRule rule) {
    var words = new long[Math.toIntExact(shape.words())];
    for (int branch = 0; branch < shape.branches(); branch++) {
      for (int layer = 0; layer < shape.layers(); layer++) {
        for (int head = 0; head < shape.heads(); head++) {
          for (int query = 0; query < shape.blocks(); query++) {
            int start = shape.rowStart(branch, layer, head, query);
            rule.keys(branch, layer, head, query)
                .forEach(key -> words[start + key / Long.SIZE] |= 1L << key);
          }
        }
      }
    }
    return Pattern.of(shape, words);
  }

  /**
   * Returns the pattern of some heads of every layer.
   *
   * @param index index of the part
   * @param parts number of equal parts, a divisor of the number of heads
   */
  public Pattern part(int index, int parts) {
    if (parts == 1) {
      return this;
    }
    var part = shape.withHeads(shape.heads() / parts);
    var some = new long[Math.toIntExact(part.words())];
    int run = part.heads() * part.blocks() * part.wordsPerRow(); // words of a layer
    for (int from = index * run, to = 0; to < some.length; from += parts * run, to += run) {
      System.arraycopy(words, from, some, to, run);
    }
    return of(part, some);
  }

  /** Returns the pattern whose {@link #part parts} these are, in the order of their heads. */
  public static Pattern ofParts(List<Pattern> parts) {
    var first = parts.getFirst().shape;
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    var whole = first.withHeads(first.heads() * parts.size());
    var all = new long[Math.toIntExact(whole.words())];
    int run = first.heads() * first.blocks() * first.wordsPerRow(); // words of a layer
    for (int to = 0; to < all.length; to += run) {
      int index = to / run;
      System.arraycopy(
          parts.get(index % parts.size()).words, index / parts.size() * run, all, to, run);
    }
    return of(whole, all);
  }

  /** Returns the shape. */
  public PatternShape shape() {
    return shape;
  }

  /** Returns the share of the key blocks that a row keeps, in (0, 1]: the mean of all rows. */
  public double keptShare() {
    return keptShare;
  }

  /** Returns a copy of the words. */
  public long[] words() {
    return words.clone();
  }

  /** Returns one word, without a copy of the others. */
  public long word(int index) {
    return words[index];
  }

  /**
   * Returns the key blocks that a query block keeps, ascending.
   *
   * @return indices of key blocks, at least one
   */
  public int[] kept(int branch, int layer, int head, int queryBlock) {
    int start = shape.rowStart(branch, layer, head, queryBlock);
    int count = 0;
    for (int i = 0; i < shape.wordsPerRow(); i++) {
      count += Long.bitCount(words[start + i]);
    }
    var kept = new int[count];
    int next = 0;
    for (int i = 0; i < shape.wordsPerRow(); i++) {
      for (long rest = words[start + i]; rest != 0; rest &= rest - 1) {
        kept[next++] = i * Long.SIZE + Long.numberOfTrailingZeros(rest);
      }
    }
    return kept;
  }

  /** A Builder collects a pattern layer by layer while a forward runs. Not thread-safe. */
  public static final class Builder {
    private final PatternShape shape;
    private final long[] words;

    /** Makes a builder of a pattern that keeps nothing yet. */
    public Builder(PatternShape shape) {
      this.shape = shape;
      this.words = new long[Math.toIntExact(shape.words())];
    }

    /** Returns the shape. */
    public PatternShape shape() {
      return shape;
    }

    /**
     * Sets the key blocks of a layer of a branch.
     *
     * @param kept 0 or 1 per [heads, query blocks, key blocks]
     */
    public void layer(int branch, int layer, byte[] kept) {
      int blocks = shape.blocks();
      int next = 0;
      for (int head = 0; head < shape.heads(); head++) {
        for (int query = 0; query < blocks; query++) {
          int start = shape.rowStart(branch, layer, head, query);
          for (int key = 0; key < blocks; key++) {
            words[start + key / Long.SIZE] |= (long) kept[next++] << key;
          }
        }
      }
    }

    /** Returns the pattern of the layers that were set. */
    public Pattern build() {
      return Pattern.of(shape, words);
    }
  }
}
