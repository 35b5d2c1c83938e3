package io.sparsed.scheduler.diffusion;

/**
 * LLaDA: generation blocks from left to right, the same number of steps each. A block's masks are
 * divided evenly over its steps, the remainder one more each in the first ones.
 *
 * @param count steps in all, divisible by the number of blocks
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param blockLength tokens of a generation block
 */
record GenerationBlockPlan(int count, int genLength, int blockLength) implements StepPlan {

  @Override
  public Step at(int index, Canvas canvas) {
    int stepsPerBlock = count / (genLength / blockLength);
    int block = index / stepsPerBlock;
    int stepOfBlock = index % stepsPerBlock;
    // A block is all masks when its first step begins: no earlier step had candidates in it.
    int transfers =
        blockLength / stepsPerBlock + (stepOfBlock < blockLength % stepsPerBlock ? 1 : 0);
    int end = canvas.promptLength() + (block + 1) * blockLength;
    return new Step(index, block, end, transfers, stepOfBlock == stepsPerBlock - 1);
  }
}
