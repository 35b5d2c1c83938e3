package io.sparsed.scheduler.diffusion;

import java.util.List;

/** Which proposals of a step are committed; the others stay masked and compete again. */
@FunctionalInterface
public interface Unmasking {

  /**
   * Chooses among the proposals of a step.
   *
   * @param step what is due
   * @param proposals one for each candidate position, ascending by position
   * @return the proposals to commit, ascending by position
   */
  List<Proposal> choose(Step step, List<Proposal> proposals);
}
