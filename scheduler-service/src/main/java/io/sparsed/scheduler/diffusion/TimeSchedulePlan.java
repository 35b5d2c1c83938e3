package io.sparsed.scheduler.diffusion;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TimeSchedulePlan is Dream's schedule: in each generation block, which usually is the whole
 * generation, time falls evenly from 1 to eps. A step from time t to time s is due the share 1 -
 * s/t of the block's remaining masks, the last step all of them. The share is computed in single
 * precision as in the published code, since a double would truncate to other counts.
 *
 * @param steps number of all steps, divisible by the number of blocks
 * @param blocks generation blocks
 * @param eps time at which the schedule of a block ends, in (0, 1)
 * @param byChance true if each mask is due independently, so that a step may commit any number
 */
record TimeSchedulePlan(int steps, GenerationBlocks blocks, double eps, boolean byChance)
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
    int block = index / stepsPerBlock();
    int stepOfBlock = index % stepsPerBlock();
    int masked = blocks.masked(canvas, block);
    int due = due(stepOfBlock, masked);
    int most = byChance ? masked : due;
    int start = blocks.start(canvas, block);
    int end = blocks.end(canvas, block);
    return Optional.of(new Step(index, index, block, stepOfBlock, start, end, due, most));
  }

  /** Returns the number of a block's masks that are due at one of its steps. */
  int due(int stepOfBlock, int masked) {
    return (int) (masked * share(stepOfBlock));
  }

  /** Returns the share of the masks that is due at a step of a block, in (0, 1]. */
  float share(int stepOfBlock) {
    return stepOfBlock == stepsPerBlock() - 1 ? 1f : 1f - time(stepOfBlock + 1) / time(stepOfBlock);
  }

  /**
   * Returns the time at a step of a block, rounded as {@code torch.linspace} does: counted up from
   * the start in the first half and down from the end in the second.
   */
  private float time(int stepOfBlock) {
    float end = (float) eps;
    int all = stepsPerBlock();
    float step = (end - 1f) / all;
    return stepOfBlock < (all + 1) / 2 ? 1f + step * stepOfBlock : end - step * (all - stepOfBlock);
  }

  private int stepsPerBlock() {
    return steps / blocks.count();
  }
}
