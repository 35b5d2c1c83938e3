package io.sparsed.scheduler.diffusion;

import java.util.List;

/** The most confident proposals: LLaDA's low-confidence remasking, Dream's ranking algorithms. */
record ByConfidence() implements Unmasking {

  @Override
  public List<Proposal> choose(Step step, List<Proposal> proposals) {
    return Highest.of(proposals, step.transfers(), Proposal::confidence);
  }
}
