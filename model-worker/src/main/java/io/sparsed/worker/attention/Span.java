package io.sparsed.worker.attention;

/**
 * Where a sequence lies among the concatenated tokens of a forward, and which of its rows attend.
 *
 * @param first its first token among them
 * @param length its tokens: the keys and values
 * @param wanted its rows that attend: the queries
 */
public record Span(int first, int length, RowRange wanted) {
  public Span {
    if (first < 0 || length < 1 || wanted.end() > length) {
      throw new IllegalArgumentException(
          "no %s in a sequence of %d tokens at %d".formatted(wanted, length, first));
    }
  }

  /** The first row that attends, among the tokens of the forward. */
  public int firstQuery() {
    return first + wanted.first();
  }
}
