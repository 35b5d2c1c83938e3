package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * What a forward is asked to propose, on the device before the forward begins: nothing then waits
 * for an upload.
 */
public final class Asked {
  private final int canvases;
  private final PtNDArray rows;
  private final PtNDArray keys;
  private final Draw draw;

  /**
   * @param rows of the hidden states, 64-bit; a chunk of positions after another, in each the rows
   *     of one canvas after another
   * @param keys of the sampling noise, 64-bit, one a position
   * @param draw will draw them
   */
  Asked(int canvases, PtNDArray rows, PtNDArray keys, Draw draw) {
    this.canvases = canvases;
    this.rows = rows;
    this.keys = keys;
    this.draw = draw;
  }

  int canvases() {
    return canvases;
  }

  PtNDArray rows() {
    return rows;
  }

  PtNDArray keys() {
    return keys;
  }

  Draw draw() {
    return draw;
  }

  /** Positions asked for. */
  int count() {
    return Math.toIntExact(keys.getShape().get(0));
  }
}
