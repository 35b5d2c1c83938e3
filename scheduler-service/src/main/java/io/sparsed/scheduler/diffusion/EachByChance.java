package io.sparsed.scheduler.diffusion;

import java.util.List;

/** Dream's origin: each masked position on its own, with the probability the schedule gives. */
record EachByChance(Noise noise, TimeSchedulePlan schedule) implements Unmasking {

  @Override
  public List<Proposal> choose(Step step, List<Proposal> proposals) {
    float share = schedule.share(step.index());
    return proposals.stream().filter(proposal -> draw(step, proposal) < share).toList();
  }

  private double draw(Step step, Proposal proposal) {
    return noise.uniform(Noise.Domain.TRANSFER, step.index(), proposal.position());
  }
}
