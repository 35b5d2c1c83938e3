package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * Commits the most confident proposals, as many as are due: LLaDA's low-confidence remasking, and
 * Dream's ranking algorithms.
 */
record ByConfidence() implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    return Ranking.highest(proposals, step.due(), Proposal::confidence);
  }
}
