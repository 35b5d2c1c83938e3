package io.sparsed.worker.proposal;

/**
 * How tokens are drawn: what agrees in it is drawn together.
 *
 * @param cfgScale above 0: two canvases are guided
 */
record Manner(Sampling sampling, Confidence confidence, double cfgScale, boolean withLogits) {
  /** Canvases that a position's logits come from. */
  int canvases() {
    return cfgScale > 0 ? 2 : 1;
  }

  /** The filter of the tokens that may be drawn. */
  Sampling.Categorical filter() {
    return sampling instanceof Sampling.Categorical categorical
        ? categorical
        : new Sampling.Categorical(0, 1, 0);
  }
}
