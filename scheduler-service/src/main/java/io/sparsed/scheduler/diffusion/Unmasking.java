package io.sparsed.scheduler.diffusion;

import java.util.List;

/** An Unmasking chooses which proposals of a step are committed; the others stay masked. */
@FunctionalInterface
public interface Unmasking {

  /**
   * Returns the commit of a step.
   *
   * @param step step that limits how many proposals are committed
   * @param proposals one proposal for each candidate position, ascending by position
   */
  Commit choose(Step step, List<Proposal> proposals);
}
