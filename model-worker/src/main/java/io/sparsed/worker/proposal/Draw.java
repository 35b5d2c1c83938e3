package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;

/** Draws the proposals of one forward, a chunk of rows at a time. */
interface Draw {
  /** Rows of a chunk, so that what is held at a time is bounded. */
  int rowsAtOnce();

  /**
   * Draws from a chunk of rows.
   *
   * @param from the chunk's first position
   * @param logits [rows, vocabulary]
   * @param keys [rows], 64-bit noise keys
   */
  void add(int from, PtNDArray logits, PtNDArray keys);

  /** The proposals, once every row was added; waits for the device. */
  Proposals finish();
}
