package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * Draws the positions to commit without replacement by softmax(confidence / temperature): Dream's
 * {@code alg_temp}. It is implemented as a Gumbel top-k, which has the same distribution (Kool, van
 * Hoof, Welling: Stochastic Beams and Where to Find Them, ICML 2019) and needs one random number
 * per position.
 *
 * @param noise noise of the request
 * @param temperature temperature of the draw, above 0
 */
record DrawnByConfidence(Noise noise, double temperature) implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    return Ranking.highest(
        proposals,
        step.due(),
        proposal ->
            proposal.confidence() / temperature
                + noise.gumbel(Noise.Domain.POSITION, step.index(), proposal.position()));
  }
}
