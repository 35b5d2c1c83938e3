package io.sparsed.client;

/** A ScoreScale is the factor of the scores by which the key blocks of a pattern are chosen. */
public enum ScoreScale {
  /** The published code's factor: 1/sqrt(heads) for LLaDA, 1/sqrt(head dimension) for others. */
  REFERENCE,
  /** 1/sqrt(head dimension) for every family. */
  HEAD_DIM,
  /** 1/sqrt(heads) for every family. */
  HEADS
}
