package io.sparsed.worker.attention;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A pattern that needs no attention to be known: every query block keeps exactly as many key blocks
 * as {@link KeptBlocks} says.
 *
 * @param rule rule by which the key blocks are chosen
 * @param blockSize tokens of a block
 * @param select share of the key blocks, in (0, 1]
 * @param seed seed of random blocks
 */
public record FixedPattern(Rule rule, int blockSize, double select, long seed) {
  /** The rules that look at no attention. */
  public enum Rule {
    /** The blocks around the query's own. */
    SLIDING_WINDOW,
    /** The first block, the sink, and those around the query's own (StreamingLLM). */
    ATTENTION_SINK,
    /** The query's own block, without which it loses its neighborhood, and others at random. */
    RANDOM
  }

  public FixedPattern {
    if (!PatternShape.isBlockSize(blockSize)) {
      throw new IllegalArgumentException(
          "block_size must be 16, 32, 64, 128 or 256, not " + blockSize);
    }
    if (!(select > 0 && select <= 1)) {
      throw new IllegalArgumentException("select must be in (0, 1], not " + select);
    }
  }

  /** Returns the pattern for a canvas. */
  public Pattern pattern(PatternShape shape, int promptLength) {
    var kept = KeptBlocks.of(shape.canvasLength(), promptLength, blockSize, select);
    return Pattern.of(shape, row -> keys(row, kept));
  }

  private IntStream keys(Pattern.Row row, KeptBlocks kept) {
    return switch (rule) {
      case SLIDING_WINDOW -> window(row.query(), 0, kept.blocks(), kept.kept());
      case ATTENTION_SINK -> sink(row.query(), kept);
      case RANDOM -> random(row, kept);
    };
  }

  /** As many blocks before the query's as behind it, shifted where the canvas ends. */
  private static IntStream window(int query, int from, int to, int kept) {
    int start = Math.clamp(query - kept / 2, from, to - kept);
    return IntStream.range(start, start + kept);
  }

  private static IntStream sink(int query, KeptBlocks kept) {
    return kept.kept() == 1
        ? IntStream.of(query)
        : IntStream.concat(IntStream.of(0), window(query, 1, kept.blocks(), kept.kept() - 1));
  }

  private IntStream random(Pattern.Row row, KeptBlocks kept) {
    var random = randomOf(row);
    int[] others = IntStream.range(0, kept.blocks()).filter(key -> key != row.query()).toArray();
    for (int i = 0; i < kept.kept() - 1; i++) {
      int drawn = random.nextInt(i, others.length);
      int swapped = others[i];
      others[i] = others[drawn];
      others[drawn] = swapped;
    }
    return IntStream.concat(
        IntStream.of(row.query()), IntStream.of(others).limit(kept.kept() - 1L));
  }

  /** Returns a stream of numbers of the row's own. */
  private SplittableRandom randomOf(Pattern.Row row) {
    long mixed = seed;
    for (int part : new int[] {row.branch(), row.layer(), row.head(), row.query()}) {
      mixed = new SplittableRandom(mixed + part).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}
