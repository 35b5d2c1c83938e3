package io.sparsed.client;

/** How the positions that are committed at a step are chosen among the masked ones. */
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
