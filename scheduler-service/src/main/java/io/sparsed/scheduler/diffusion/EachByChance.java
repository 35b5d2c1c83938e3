package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * Commits each masked position independently with the probability that the schedule gives: Dream's
 * {@code origin} policy.
 *
 * @param noise noise of the request
 * @param schedule schedule of the request
 */
record EachByChance(Noise noise, TimeSchedulePlan schedule) implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    float share = schedule.share(step.stepOfBlock());
    return Commit.of(proposals.stream().filter(each -> draw(step, each) < share).toList());
  }

  private double draw(Step step, Proposal proposal) {
    return noise.uniform(Noise.Domain.TRANSFER, step.index(), proposal.position());
  }
}
