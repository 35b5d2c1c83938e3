package io.sparsed.scheduler.diffusion;

/** The confidence that a proposal carries. */
public enum Confidence {
  /** The probability of the proposed token. */
  PROBABILITY,
  /** The probability of the most probable token less that of the second. */
  MARGIN,
  /** The sum of p ln(p + 1e-10) over the vocabulary: at most 0. */
  NEGATIVE_ENTROPY
}
