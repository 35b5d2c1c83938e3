package io.sparsed.bench.quality.policy;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A row of a pattern: what one query block keeps. */
record Row(int branch, int layer, int head, int query) {
  /**
   * A pattern from its rows.
   *
   * @param keys the key blocks of a row, at least one
   */
  static Pattern pattern(PatternShape shape, Function<Row, IntStream> keys) {
    long[] words = new long[Math.toIntExact(shape.words())];
    int start = 0;
    for (int branch = 0; branch < shape.branches(); branch++) {
      for (int layer = 0; layer < shape.layers(); layer++) {
        for (int head = 0; head < shape.heads(); head++) {
          for (int query = 0; query < shape.blocks(); query++) {
            int row = start;
            keys.apply(new Row(branch, layer, head, query))
                .forEach(key -> words[row + key / Long.SIZE] |= 1L << key);
            start += shape.wordsPerRow();
          }
        }
      }
    }
    return Pattern.of(shape, words);
  }
}
