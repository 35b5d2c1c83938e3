package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/** A KeyValues directs what a forward does with the keys and values of its layers. */
public sealed interface KeyValues {

  /** Computes all rows and keeps nothing. */
  record None() implements KeyValues {}

  /**
   * A refresh: computes all rows and keeps the keys and values of every layer on the worker.
   *
   * @param id id under which the worker keeps them, unique to this forward
   * @param replacesId id of the keys and values of the refresh before; empty if there was none
   * @param active rows that the reuse steps after it compute again
   */
  record Refresh(String id, String replacesId, ActiveRows active) implements KeyValues {}

  /**
   * A reuse step: computes the active rows, which attend to the kept keys and values.
   *
   * @param id id of the kept keys and values
   * @param canvasLength tokens of the canvas
   * @param active rows that are computed
   */
  record Reuse(String id, int canvasLength, ActiveRows active) implements KeyValues {}

  /**
   * The rows of the canvas that a reuse step computes.
   *
   * @param first canvas position of the first row
   * @param count number of rows, at least 1
   */
  record ActiveRows(int first, int count) {
    /** Throws unless there is a row. */
    public ActiveRows {
      checkArgument(first >= 0 && count >= 1, "active rows: %s from %s", count, first);
    }
  }
}
