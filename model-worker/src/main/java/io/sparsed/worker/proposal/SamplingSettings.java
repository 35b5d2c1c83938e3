package io.sparsed.worker.proposal;

import java.util.Optional;

/**
 * The SamplingSettings of a forward say how tokens are drawn from logits. Forwards of equal
 * settings are drawn together.
 *
 * @param sampling how a token is drawn from a row of logits
 * @param confidence what confidence a proposal carries
 * @param guidance classifier-free guidance of the logits, if any
 * @param withLogits true if the logits are returned too
 */
public record SamplingSettings(
    Sampling sampling, Confidence confidence, Optional<Guidance> guidance, boolean withLogits) {
  /** Returns the canvases that the logits of a position come from: 2 under guidance, else 1. */
  public int canvases() {
    return guidance.isPresent() ? 2 : 1;
  }

  /** Returns the filter of the tokens that may be drawn. */
  Sampling.Categorical filter() {
    return sampling instanceof Sampling.Categorical categorical
        ? categorical
        : new Sampling.Categorical(0, 1, 0);
  }
}
