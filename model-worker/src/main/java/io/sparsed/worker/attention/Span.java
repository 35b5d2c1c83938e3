package io.sparsed.worker.attention;

/**
 * Where a sequence lies among the concatenated tokens of a forward, and which of its rows attend.
 *
 * @param first its first token among them
 * @param length its tokens: the keys and values
 * @param wanted its rows that attend
 * @param firstQuery where the queries of these rows begin among the queries of the layer
 */
public record Span(int first, int length, RowRange wanted, int firstQuery) {
  public Span {
    if (first < 0 || length < 1 || wanted.end() > length || firstQuery < 0) {
      throw new IllegalArgumentException(
          "no %s in a sequence of %d tokens at %d, queries at %d"
              .formatted(wanted, length, first, firstQuery));
    }
  }

  /** A span in a layer that has a query for every token. */
  public Span(int first, int length, RowRange wanted) {
    this(first, length, wanted, first + wanted.first());
  }
}
