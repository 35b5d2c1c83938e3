package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * What a forward is asked to propose, on the device before the forward begins: nothing then waits
 * for an upload.
 *
 * @param rows of the hidden states, 64-bit; a chunk of positions after another, in each the rows of
 *     one canvas after another
 * @param keys of the sampling noise, 64-bit, one a position
 */
public record Asked(ProposalSpec wanted, int canvases, PtNDArray rows, PtNDArray keys) {
  /** Positions asked for. */
  int count() {
    return Math.toIntExact(keys.getShape().get(0));
  }
}
