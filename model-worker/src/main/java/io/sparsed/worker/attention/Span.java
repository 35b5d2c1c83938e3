package io.sparsed.worker.attention;

/**
 * A Span says where a sequence lies among the concatenated tokens of a pass, and which of its rows
 * attend.
 *
 * @param first index of its first token among all tokens
 * @param length number of its tokens: the keys and values
 * @param wanted its rows that attend
 * @param firstQuery index of the first of their queries among the queries of the layer
 */
public record Span(int first, int length, RowRange wanted, int firstQuery) {
  public Span {
    if (first < 0 || length < 1 || wanted.end() > length || firstQuery < 0) {
      throw new IllegalArgumentException(
          "no %s in a sequence of %d tokens at %d, queries at %d"
              .formatted(wanted, length, first, firstQuery));
    }
  }

  /** Makes a span in a layer that has a query for every token. */
  public Span(int first, int length, RowRange wanted) {
    this(first, length, wanted, first + wanted.first());
  }
}
