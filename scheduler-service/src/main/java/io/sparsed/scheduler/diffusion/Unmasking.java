package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * A policy that chooses which proposals of a step are committed; the other positions stay masked
 * and compete again. A new policy is a record that implements this.
 */
@FunctionalInterface
public interface Unmasking {

  /**
   * Chooses among the proposals of a step.
   *
   * @param step the step, which says how many may be committed
   * @param proposals one for each candidate position, ascending by position
   */
  Commit choose(Step step, List<Proposal> proposals);
}
