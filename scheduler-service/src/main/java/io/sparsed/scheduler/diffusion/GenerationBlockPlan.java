package io.sparsed.scheduler.diffusion;

import java.util.Optional;

/**
 * A GenerationBlockPlan is LLaDA's schedule: generation blocks from left to right with the same
 * number of steps each. The masks of a block are divided evenly over its steps; the first steps get
 * one more each if there is a remainder ({@code get_num_transfer_tokens} in LLaDA's {@code
 * generate.py}).
 *
 * <p>As in the published code, a block ends after its number of steps, even if a proposed mask
 * token left a mask behind or if the block was full before.
 *
 * @param steps number of all steps, divisible by the number of blocks
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param blockLength tokens of a generation block
 */
record GenerationBlockPlan(int steps, int genLength, int blockLength) implements StepPlan {

  @Override
  public int mostSteps() {
    return steps;
  }

  @Override
  public Optional<Step> next(int index, Canvas canvas) {
    if (index == steps) {
      return Optional.empty();
    }
    int stepsPerBlock = steps / (genLength / blockLength);
    int block = index / stepsPerBlock;
    int stepOfBlock = index % stepsPerBlock;
    // A block is all masks when its first step begins: no earlier step had candidates in it.
    int due = blockLength / stepsPerBlock + (stepOfBlock < blockLength % stepsPerBlock ? 1 : 0);
    int end = canvas.promptLength() + (block + 1) * blockLength;
    return Optional.of(new Step(index, index, block, end, due, due, stepOfBlock == 0));
  }
}
