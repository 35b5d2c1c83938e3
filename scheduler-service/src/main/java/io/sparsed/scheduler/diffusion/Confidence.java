package io.sparsed.scheduler.diffusion;

/** A Confidence is a measure of how sure the model is of a proposal. */
public enum Confidence {
  /** The probability of the proposed token. */
  PROBABILITY,
  /** The probability of the most probable token less that of the second. */
  MARGIN,
  /** The negative entropy: the sum of p ln(p + 1e-10) over the vocabulary, at most 0. */
  NEGATIVE_ENTROPY
}
