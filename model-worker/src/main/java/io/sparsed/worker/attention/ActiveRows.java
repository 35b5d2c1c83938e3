package io.sparsed.worker.attention;

/**
 * The ActiveRows are the rows of a canvas that a reuse step computes; they attend to the kept keys
 * and values of all its rows.
 *
 * @param kept the canvas's keys and values
 * @param attention how the rows attend; never {@link Attention.DenseAndSelect}
 * @param branch branch of its pattern: index of the canvas within its forward
 * @param firstKey index of the first active row among the keys and values of the pass
 * @param firstQuery index of its query
 */
public record ActiveRows(
    KeptKeyValues kept, Attention attention, int branch, int firstKey, int firstQuery) {
  /** Returns where the canvas's keys and values lie, and which of its rows attend. */
  Span span() {
    return new Span(0, kept.length(), kept.active(), firstQuery);
  }
}
