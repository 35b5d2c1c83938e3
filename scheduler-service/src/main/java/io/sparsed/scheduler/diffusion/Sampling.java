package io.sparsed.scheduler.diffusion;

/** How a worker draws the token of a proposal from the logits. */
public sealed interface Sampling {

  /** The most probable token. */
  record Greedy() implements Sampling {}

  /**
   * LLaDA: argmax of the logits with Gumbel noise.
   *
   * @param temperature scale of the noise, above 0
   */
  record Gumbel(double temperature) implements Sampling {}

  /**
   * Dream: temperature, then top-p, then top-k, then a categorical draw.
   *
   * @param temperature 0 or more; 0 takes the most probable token
   * @param topP share of the probability mass to keep, in (0, 1]; 1 is off
   * @param topK tokens to keep; 0 is off
   */
  record Categorical(double temperature, double topP, int topK) implements Sampling {}
}
