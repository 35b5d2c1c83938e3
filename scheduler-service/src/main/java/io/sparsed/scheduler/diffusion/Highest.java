package io.sparsed.scheduler.diffusion;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The choice that all ranking policies share: the proposals with the highest keys. */
final class Highest {

  private Highest() {}

  /**
   * The {@code count} proposals with the highest keys, ascending by position; of equal keys the
   * lowest position.
   */
  static List<Proposal> of(List<Proposal> proposals, int count, ToDoubleFunction<Proposal> key) {
    record Ranked(Proposal proposal, double key) {}
    return proposals.stream()
        .map(proposal -> new Ranked(proposal, key.applyAsDouble(proposal)))
        .sorted(Comparator.comparingDouble(Ranked::key).reversed())
        .limit(count)
        .map(Ranked::proposal)
        .sorted(Comparator.comparingInt(Proposal::position))
        .toList();
  }
}
