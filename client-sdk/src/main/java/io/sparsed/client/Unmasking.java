package io.sparsed.client;

/** An Unmasking is a rule that chooses which masked positions are committed at a step. */
public enum Unmasking {
  /** LLaDA: the proposals with the highest probability. */
  LOW_CONFIDENCE,
  /** LLaDA: uniformly random positions. */
  RANDOM,
  /** Dream: every masked position on its own with the probability that the schedule gives. */
  ORIGIN,
  /** Dream: the highest probability of the proposed token. */
  MASKGIT_PLUS,
  /** Dream: the largest margin between the two most probable tokens. */
  TOPK_MARGIN,
  /** Dream: the lowest entropy. */
  ENTROPY
}
