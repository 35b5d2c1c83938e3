package io.sparsed.worker.proposal;

/** A Confidence is a kind of number that tells how sure a proposal is. */
public enum Confidence {
  /** Probability of the proposed token. */
  PROBABILITY(1),
  /** Probability of the most probable token less that of the second. */
  MARGIN(2),
  /** The sum of p ln(p + 1e-10), at most 0. */
  NEGATIVE_ENTROPY(3);

  private final int code;

  Confidence(int code) {
    this.code = code;
  }

  /** Returns the code of the kind in {@code proposal.py} and {@code sparsed_kernels.h}. */
  int code() {
    return code;
  }
}
