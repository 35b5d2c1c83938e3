package io.sparsed.scheduler.diffusion;

import com.google.common.primitives.ImmutableIntArray;

/** A Sampling directs how a worker draws the token of a proposal from the logits. */
public sealed interface Sampling {

  /** Takes the most probable token. */
  record Greedy() implements Sampling {}

  /**
   * Takes the argmax of the logits with Gumbel noise, as LLaDA does.
   *
   * @param temperature scale of the noise, above 0
   */
  record Gumbel(double temperature) implements Sampling {}

  /**
   * Applies temperature, then top-p, then top-k, then draws, as Dream does.
   *
   * @param temperature temperature of the logits, 0 or more; 0 takes the most probable token
   * @param topP share of the probability mass to keep, in (0, 1]; 1 is off
   * @param topK number of tokens to keep; 0 is off
   */
  record Categorical(double temperature, double topP, int topK) implements Sampling {}

  /**
   * Draws nothing: the tokens are given, and each has the confidence that it would have.
   *
   * @param tokens a token id for each position to propose for
   */
  record Given(ImmutableIntArray tokens) implements Sampling {}
}
