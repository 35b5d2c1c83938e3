package io.sparsed.scheduler.diffusion;

/**
 * One denoising step: which masked positions compete and how many of them may be committed.
 *
 * @param index from 0, counted on through all generation blocks
 * @param generationBlock index of the generation block, from 0
 * @param end canvas position before which masked positions are candidates
 * @param transfers candidates that a ranking commits, and the most that a chance can; 0 or more
 * @param closesBlock whether a finished part of the answer may stand after this step
 */
public record Step(int index, int generationBlock, int end, int transfers, boolean closesBlock) {

  /** Whether the step leaves the canvas as it is, whatever is proposed. */
  public boolean isIdle() {
    return transfers == 0;
  }
}
