package io.sparsed.worker.attention;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sequences of equal length that lie side by side, of which the same rows attend.
 *
 * @param first the first of them
 * @param count of them, at least one
 * @param queryStride from the first query of one to that of the next
 */
public record SpanRun(Span first, int count, int queryStride) {
  public SpanRun {
    if (count < 1 || queryStride < first.wanted().count()) {
      throw new IllegalArgumentException(
          "no run of %d like %s every %d queries".formatted(count, first, queryStride));
    }
  }

  /** A sequence by itself. */
  static SpanRun of(Span span) {
    return new SpanRun(span, 1, span.wanted().count());
  }

  /** Whether a sequence goes on where these end. */
  boolean isFollowedBy(Span next) {
    int stride = stride(next);
    return stride >= first.wanted().count() && next.equals(at(count, stride));
  }

  /** With the sequence that follows. */
  SpanRun with(Span next) {
    return new SpanRun(first, count + 1, stride(next));
  }

  private int stride(Span next) {
    return count == 1 ? next.firstQuery() - first.firstQuery() : queryStride;
  }

  /** Each of them. */
  Stream<Span> each() {
    return IntStream.range(0, count).mapToObj(index -> at(index, queryStride));
  }

  private Span at(int index, int stride) {
    return new Span(
        first.first() + index * first.length(),
        first.length(),
        first.wanted(),
        first.firstQuery() + index * stride);
  }
}
