package io.sparsed.scheduler.diffusion;

/**
 * A Proposal is the token that the model would write at one masked position.
 *
 * @param position canvas position
 * @param token token id; may be the mask token
 * @param confidence certainty of the token, in the range of its {@link Confidence}; higher is surer
 */
public record Proposal(int position, int token, double confidence) {

  /** Throws if the confidence is not a number. */
  public Proposal {
    if (Double.isNaN(confidence)) {
      throw new IllegalArgumentException("the confidence at position " + position + " is NaN");
    }
  }
}
