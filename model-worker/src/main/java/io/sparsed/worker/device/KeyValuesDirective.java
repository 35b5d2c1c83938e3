package io.sparsed.worker.device;

import io.sparsed.worker.attention.RowRange;

/** A KeyValuesDirective says what a forward does with keys and values, as the scheduler asked. */
public sealed interface KeyValuesDirective {
  /** Keys and values end with the forward. */
  record None() implements KeyValuesDirective {}

  /**
   * A refresh: the keys and values of all rows are kept.
   *
   * @param id id under which they are kept
   * @param replacesId id of keys and values that are dropped before; empty for none
   * @param active rows that reuse steps compute
   */
  record Keep(String id, String replacesId, RowRange active) implements KeyValuesDirective {}

  /**
   * A reuse step: the active rows attend to kept keys and values.
   *
   * @param id id of the kept keys and values
   * @param canvasLength tokens of the canvas
   * @param active rows that are computed
   */
  record Reuse(String id, int canvasLength, RowRange active) implements KeyValuesDirective {}
}
