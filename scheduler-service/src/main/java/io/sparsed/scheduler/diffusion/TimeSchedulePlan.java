package io.sparsed.scheduler.diffusion;

import java.util.Optional;

/**
 * A TimeSchedulePlan is Dream's schedule: time falls evenly from 1 to eps. A step from time t to
 * time s is due the share 1 - s/t of the remaining masks, the last step all of them. The share is
 * computed in single precision as in the published code, since a double would truncate to other
 * counts.
 *
 * @param steps number of all steps
 * @param eps time at which the schedule ends, in (0, 1)
 * @param byChance true if each mask is due independently, so that a step may commit any number
 */
record TimeSchedulePlan(int steps, double eps, boolean byChance) implements StepPlan {

  @Override
  public int mostSteps() {
    return steps;
  }

  @Override
  public Optional<Step> next(int index, Canvas canvas) {
    if (index == steps) {
      return Optional.empty();
    }
    int masked = canvas.masked();
    int due = (int) (masked * share(index));
    int most = byChance ? masked : due;
    return Optional.of(new Step(index, index, 0, canvas.length(), due, most, true));
  }

  /** Returns the share of the masks that is due at step {@code index}, in (0, 1]. */
  float share(int index) {
    return index == steps - 1 ? 1f : 1f - time(index + 1) / time(index);
  }

  /**
   * Returns the time at step {@code index}, rounded as {@code torch.linspace} does: counted up from
   * the start in the first half and down from the end in the second.
   */
  private float time(int index) {
    float end = (float) eps;
    float step = (end - 1f) / steps;
    return index < (steps + 1) / 2 ? 1f + step * index : end - step * (steps - index);
  }
}
