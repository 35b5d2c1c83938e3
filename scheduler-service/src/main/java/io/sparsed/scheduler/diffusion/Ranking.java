package io.sparsed.scheduler.diffusion;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Ranks proposals for the policies that commit the best ones. */
final class Ranking {

  private Ranking() {}

  /** Returns the commit of the proposals with the highest keys; the lowest positions win ties. */
  static Commit highest(List<Proposal> proposals, int count, ToDoubleFunction<Proposal> key) {
    record Ranked(Proposal proposal, double key) {}
    return Commit.of(
        proposals.stream()
            .map(proposal -> new Ranked(proposal, key.applyAsDouble(proposal)))
            .sorted(Comparator.comparingDouble(Ranked::key).reversed())
            .limit(count)
            .map(Ranked::proposal)
            .sorted(Comparator.comparingInt(Proposal::position))
            .toList());
  }
}
