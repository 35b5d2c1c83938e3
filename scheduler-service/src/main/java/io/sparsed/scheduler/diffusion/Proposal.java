package io.sparsed.scheduler.diffusion;

/**
 * A proposal is the token that the model would write at one masked position.
 *
 * @param position canvas position
 * @param token token id; may be the mask token
 * @param confidence the higher, the surer; its range depends on {@link Confidence}
 */
public record Proposal(int position, int token, double confidence) {

  /** Throws if the confidence is not a number. */
  public Proposal {
    if (Double.isNaN(confidence)) {
      throw new IllegalArgumentException("the confidence at position " + position + " is NaN");
    }
  }
}
