package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

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
    checkArgument(!Double.isNaN(confidence), "the confidence at position %s is NaN", position);
  }
}
