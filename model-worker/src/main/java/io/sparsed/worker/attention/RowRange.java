package io.sparsed.worker.attention;

import java.util.Arrays;

/**
 * Consecutive rows of a sequence, from the beginning of a query block of any size.
 *
 * @param first the first row
 * @param count rows, at least one
 */
public record RowRange(int first, int count) {
  public RowRange {
    if (first < 0 || first % PatternShape.MAX_BLOCK_SIZE != 0 || count < 1) {
      throw new IllegalArgumentException(
          "no range of %d rows from %d: it begins where a block does".formatted(count, first));
    }
  }

  /** Every row of a sequence. */
  public static RowRange all(int length) {
    return new RowRange(0, length);
  }

  /** The shortest range that holds some rows; the first row where there are none. */
  public static RowRange covering(int... rows) {
    int least = Arrays.stream(rows).min().orElse(0);
    int most = Arrays.stream(rows).max().orElse(0);
    int first = least - least % PatternShape.MAX_BLOCK_SIZE;
    return new RowRange(first, most + 1 - first);
  }

  /** The row after the last. */
  public int end() {
    return first + count;
  }
}
