package io.sparsed.scheduler.diffusion;

import java.util.List;

/** Commits the most confident proposals that are due, as LLaDA and Dream's rankings do. */
record ByConfidence() implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    return Ranking.highest(proposals, step.due(), Proposal::confidence);
  }
}
