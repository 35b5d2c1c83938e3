package io.sparsed.scheduler.diffusion;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * @param blocks generation blocks
 * @param revisits true if masks that earlier blocks left behind are candidates too
 */
record GenerationBlockPlan(int steps, GenerationBlocks blocks, boolean revisits)
    implements StepPlan {

  @Override
  public int mostSteps() {
    return steps;
  }

  @Override
  public Optional<Step> next(@Nullable Step last, Canvas canvas) {
    int index = StepPlan.indexAfter(last);
    if (index == steps) {
      return Optional.empty();
    }
    int stepsPerBlock = steps / blocks.count();
    int block = index / stepsPerBlock;
    int stepOfBlock = index % stepsPerBlock;
    // A block is all masks when its first step begins: no earlier step had candidates in it.
    int length = blocks.length(block);
    int due = length / stepsPerBlock + (stepOfBlock < length % stepsPerBlock ? 1 : 0);
    int start = revisits ? canvas.firstFree() : blocks.start(canvas, block);
    int end = blocks.end(canvas, block);
    return Optional.of(new Step(index, index, block, stepOfBlock, start, end, due, due));
  }
}
