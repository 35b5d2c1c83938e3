package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * Commits uniformly random positions, as many as are due: LLaDA's random remasking.
 *
 * @param noise noise of the request
 */
record AtRandom(Noise noise) implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    return Ranking.highest(
        proposals,
        step.due(),
        proposal -> noise.uniform(Noise.Domain.POSITION, step.index(), proposal.position()));
  }
}
