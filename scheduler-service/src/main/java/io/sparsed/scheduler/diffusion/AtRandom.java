package io.sparsed.scheduler.diffusion;

import java.util.List;

/** LLaDA's random remasking: uniformly random positions, as many as are due. */
record AtRandom(Noise noise) implements Unmasking {

  @Override
  public List<Proposal> choose(Step step, List<Proposal> proposals) {
    return Highest.of(
        proposals,
        step.transfers(),
        proposal -> noise.uniform(Noise.Domain.POSITION, step.index(), proposal.position()));
  }
}
