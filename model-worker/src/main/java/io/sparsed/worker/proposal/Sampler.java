package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;

/** A Sampler draws the proposals of one group of requests, a chunk of rows at a time. */
interface Sampler {
  /** Returns the rows of a chunk, so that the memory held at a time is bounded. */
  int rowsAtOnce();

  /**
   * Draws from a chunk of rows.
   *
   * @param from index of the chunk's first position
   * @param logits [rows, vocabulary]
   * @param keys [rows], 64-bit noise keys
   */
  void add(int from, PtNDArray logits, PtNDArray keys);

  /** Returns the proposals once every row was added; waits for the device. */
  Proposals finish();
}
