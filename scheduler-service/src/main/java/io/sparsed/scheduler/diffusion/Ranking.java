package io.sparsed.scheduler.diffusion;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Ranks proposals; every policy that commits the best few goes through it. */
final class Ranking {

  private Ranking() {}

  /**
   * Commits the {@code count} proposals with the highest keys; of equal keys those at the lowest
   * positions.
   */
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
