package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A ParallelPlan is the schedule of a request that commits as many tokens a step as a {@link
 * ParallelRule} allows. The generation block is the first one with a mask. A block ends when it has
 * none, when a step has committed nothing in it, or after its share of the steps, whose last
 * commits everything.
 *
 * @param steps the most steps, divisible by the number of blocks
 * @param blocks generation blocks
 * @param least rule for the fewest tokens that a step commits
 */
record ParallelPlan(int steps, GenerationBlocks blocks, LeastDue least) implements StepPlan {

  /** A LeastDue gives the fewest tokens that a step commits. */
  @FunctionalInterface
  interface LeastDue {

    /** The rule that a step commits one token or more. */
    LeastDue ONE = (_, _) -> 1;

    /** Returns the fewest tokens, which may be 0, of a step of a block with masks. */
    int at(int stepOfBlock, int masked);
  }

  ParallelPlan {
    checkArgument(steps % blocks.count() == 0, "steps are divisible by the number of blocks");
  }

  @Override
  public int mostSteps() {
    return steps;
  }

  /** Returns half of the most steps: how many tokens a step commits is not known before. */
  @Override
  public int expectedSteps() {
    return Math.max(blocks.count(), steps / 2);
  }

  @Override
  public Optional<Step> next(@Nullable Step last, Canvas canvas) {
    return IntStream.range(firstOpen(last, canvas), blocks.count())
        .filter(block -> blocks.masked(canvas, block) > 0)
        .mapToObj(block -> step(last, block, canvas))
        .findFirst();
  }

  /** Returns the first block that has not ended for want of steps or commits. */
  private int firstOpen(@Nullable Step last, Canvas canvas) {
    if (last == null) {
      return 0;
    }
    int block = last.generationBlock();
    boolean isStuck = blocks.masked(canvas, block) == last.most();
    return isStuck || isLastOfBlock(last.stepOfBlock()) ? block + 1 : block;
  }

  private Step step(@Nullable Step last, int block, Canvas canvas) {
    int stepOfBlock = last != null && last.generationBlock() == block ? last.stepOfBlock() + 1 : 0;
    int masked = blocks.masked(canvas, block);
    int due = isLastOfBlock(stepOfBlock) ? masked : Math.max(1, least.at(stepOfBlock, masked));
    return new Step(
        StepPlan.indexAfter(last),
        (int) ((long) canvas.committed() * steps / blocks.positions()),
        block,
        stepOfBlock,
        blocks.start(canvas, block),
        blocks.end(canvas, block),
        due,
        masked);
  }

  private boolean isLastOfBlock(int stepOfBlock) {
    return stepOfBlock == steps / blocks.count() - 1;
  }
}
