package io.sparsed.worker.attention;

import io.sparsed.worker.attention.AttentionDirective.SparsePattern;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A FixedPattern describes a pattern that needs no attention to be known. Every query block keeps
 * as many key blocks as one of a pattern that is taken by SparseD's rule can keep at most, so that
 * the two can be compared.
 *
 * @param rule rule by which the key blocks are chosen
 * @param blockSize tokens of a block: 16, 32, 64, 128 or 256
 * @param select share of the key blocks to keep, in (0, 1]
 * @param seed seed of {@link Rule#RANDOM}
 */
public record FixedPattern(Rule rule, int blockSize, double select, long seed)
    implements SparsePattern {
  /** Rules that choose the key blocks of a pattern without looking at attention. */
  public enum Rule {
    /** The blocks around the query block's own. */
    SLIDING_WINDOW,
    /** StreamingLLM: the first block, the attention sink, and those around the query's own. */
    ATTENTION_SINK,
    /** The query block's own and others at random, drawn anew for every row of the pattern. */
    RANDOM
  }

  public FixedPattern {
    PatternShape.requireBlockSize(blockSize);
    AttentionDirective.requireShare(select);
  }

  /**
   * Returns the pattern for a canvas.
   *
   * @param shape shape of the pattern, of this block size
   * @param promptLength tokens of the prompt, below the canvas length
   */
  public Pattern pattern(PatternShape shape, int promptLength) {
    int keep = BlockSelection.of(shape.canvasLength(), promptLength, blockSize, select).most();
    return keeping(shape, keep);
  }

  /** Returns the pattern of a shape in which every query block keeps this many key blocks. */
  Pattern keeping(PatternShape shape, int keep) {
    return Pattern.ofRows(
        shape,
        (branch, layer, head, query) ->
            switch (rule) {
              case SLIDING_WINDOW -> window(query, 0, shape.blocks(), keep);
              case ATTENTION_SINK -> sink(query, shape.blocks(), keep);
              case RANDOM ->
                  random(query, shape.blocks(), keep, generator(branch, layer, head, query));
            });
  }

  /** Returns as many blocks before the query's as behind it, shifted where the canvas ends. */
  private static IntStream window(int query, int from, int to, int keep) {
    int start = Math.clamp(query - keep / 2, from, to - keep);
    return IntStream.range(start, start + keep);
  }

  private static IntStream sink(int query, int blocks, int keep) {
    return keep == 1
        ? IntStream.of(query)
        : IntStream.concat(IntStream.of(0), window(query, 1, blocks, keep - 1));
  }

  /** A row always keeps its own block: without it a query loses its own neighborhood. */
  private static IntStream random(int query, int blocks, int keep, SplittableRandom random) {
    int[] others = IntStream.range(0, blocks).filter(key -> key != query).toArray();
    for (int i = 0; i < keep - 1; i++) {
      int drawn = random.nextInt(i, others.length);
      int swapped = others[i];
      others[i] = others[drawn];
      others[drawn] = swapped;
    }
    return IntStream.concat(IntStream.of(query), IntStream.of(others).limit(keep - 1L));
  }

  /** Returns a generator for one row of the pattern, independent of those of the others. */
  private SplittableRandom generator(int... row) {
    long mixed = seed;
    for (int index : row) {
      mixed = new SplittableRandom(mixed + index).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}
