package io.sparsed.scheduler.diffusion;

/**
 * What the model would write at one masked position.
 *
 * @param position canvas position
 * @param token token id; may be the mask token
 * @param confidence the higher, the surer; its range depends on {@link Confidence}
 */
public record Proposal(int position, int token, double confidence) {

  /** Refuses what no forward can mean. */
  public Proposal {
    if (Double.isNaN(confidence)) {
      throw new IllegalArgumentException("the confidence at position " + position + " is NaN");
    }
  }
}
