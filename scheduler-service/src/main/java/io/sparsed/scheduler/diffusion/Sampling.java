package io.sparsed.scheduler.diffusion;

/** The way in which a worker draws the token of a proposal from the logits. */
public sealed interface Sampling {

  /** Greedy sampling takes the most probable token. */
  record Greedy() implements Sampling {}

  /**
   * LLaDA's sampling takes the argmax of the logits with Gumbel noise.
   *
   * @param temperature scale of the noise, above 0
   */
  record Gumbel(double temperature) implements Sampling {}

  /**
   * Dream's sampling applies temperature, then top-p, then top-k, then draws.
   *
   * @param temperature 0 or more; 0 takes the most probable token
   * @param topP share of the probability mass to keep, in (0, 1]; 1 is off
   * @param topK tokens to keep; 0 is off
   */
  record Categorical(double temperature, double topP, int topK) implements Sampling {}
}
