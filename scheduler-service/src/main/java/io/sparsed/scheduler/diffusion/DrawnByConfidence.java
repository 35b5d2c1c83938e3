package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * Dream's alg_temp: positions drawn without replacement by softmax(confidence / temperature). Done
 * as a Gumbel top-k, which has the same distribution (Kool, van Hoof, Welling: Stochastic Beams and
 * Where to Find Them, ICML 2019) and needs one number of noise per position.
 *
 * @param noise of the request
 * @param temperature above 0
 */
record DrawnByConfidence(Noise noise, double temperature) implements Unmasking {

  @Override
  public List<Proposal> choose(Step step, List<Proposal> proposals) {
    return Highest.of(
        proposals,
        step.transfers(),
        proposal ->
            proposal.confidence() / temperature
                + noise.gumbel(Noise.Domain.POSITION, step.index(), proposal.position()));
  }
}
