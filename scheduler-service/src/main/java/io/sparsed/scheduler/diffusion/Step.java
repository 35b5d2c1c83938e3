package io.sparsed.scheduler.diffusion;

/**
 * A Step says which masked positions are candidates and how many of them may be committed.
 *
 * @param index index of the step, from 0, across all generation blocks
 * @param nominalStep progress in units of the schedule, committed tokens * steps / gen_length; the
 *     index itself if the number of steps is fixed
 * @param generationBlock index of the generation block, from 0
 * @param stepOfBlock index of the step within its generation block, from 0
 * @param start canvas position from which masked positions are candidates
 * @param end canvas position before which masked positions are candidates
 * @param due candidates that a ranking commits, 0 or more
 * @param most the most candidates that may be committed, at least {@code due}
 */
public record Step(
    int index,
    int nominalStep,
    int generationBlock,
    int stepOfBlock,
    int start,
    int end,
    int due,
    int most) {

  /** Returns true if the step commits nothing, whatever is proposed. */
  public boolean isIdle() {
    return most == 0;
  }
}
