package io.sparsed.worker.attention;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A SpanRun is a run of sequences of equal length that lie side by side, and of which the same rows
 * attend.
 *
 * @param first span of the first sequence
 * @param count number of sequences, at least one
 * @param queryStride queries from the first of one sequence to the first of the next
 */
public record SpanRun(Span first, int count, int queryStride) {
  public SpanRun {
    if (count < 1 || queryStride < first.wanted().count()) {
      throw new IllegalArgumentException(
          "no run of %d like %s every %d queries".formatted(count, first, queryStride));
    }
  }

  /** Returns the run of a sequence by itself. */
  static SpanRun of(Span span) {
    return new SpanRun(span, 1, span.wanted().count());
  }

  /** Returns true if a sequence goes on where this run ends. */
  boolean isFollowedBy(Span next) {
    int stride = stride(next);
    return stride >= first.wanted().count() && next.equals(at(count, stride));
  }

  /** Returns this run with the sequence that follows it. */
  SpanRun with(Span next) {
    return new SpanRun(first, count + 1, stride(next));
  }

  private int stride(Span next) {
    return count == 1 ? next.firstQuery() - first.firstQuery() : queryStride;
  }

  /** Returns the span of each sequence. */
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
