package io.sparsed.worker.attention;

/**
 * A RowRange is a range of consecutive rows of a sequence.
 *
 * @param first index of the first row
 * @param count number of rows, at least one
 */
public record RowRange(int first, int count) {
  public RowRange {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException("no range of %d rows from %d".formatted(count, first));
    }
  }

  /** Returns the range of every row of a sequence. */
  public static RowRange all(int length) {
    return new RowRange(0, length);
  }

  /**
   * Returns the shortest range that holds two rows and all between them, and begins where a query
   * block of any size begins.
   */
  public static RowRange covering(int firstRow, int lastRow) {
    int first = firstRow - firstRow % PatternShape.MAX_BLOCK_SIZE;
    return new RowRange(first, lastRow + 1 - first);
  }

  /** Returns true if a row is one of these. */
  public boolean contains(int row) {
    return row >= first && row < end();
  }

  /** Returns the index behind the last row. */
  public int end() {
    return first + count;
  }
}
