package io.sparsed.client;

/** The scale of the scores from which a sparse pattern is chosen. */
public enum ScoreScale {
  /** What the published code does: 1/sqrt(heads) for LLaDA, 1/sqrt(head dimension) for Dream. */
  REFERENCE,
  /** 1/sqrt(head dimension) for every family. */
  HEAD_DIM,
  /** 1/sqrt(heads) for every family. */
  HEADS
}
