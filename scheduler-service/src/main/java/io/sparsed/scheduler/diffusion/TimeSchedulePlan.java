package io.sparsed.scheduler.diffusion;

/**
 * Dream: time falls evenly from 1 to eps; a step from time t to time s is due the share 1 - s/t of
 * the masks that are left, the last step all of them. In single precision throughout, as the
 * published code computes it: a double would truncate to other counts.
 *
 * @param count steps in all
 * @param eps the time at which the schedule ends, in (0, 1)
 * @param byChance each mask is due on its own: a step may commit any number of them
 */
record TimeSchedulePlan(int count, double eps, boolean byChance) implements StepPlan {

  @Override
  public Step at(int index, Canvas canvas) {
    int masked = canvas.masked();
    int transfers = byChance ? masked : (int) (masked * share(index));
    return new Step(index, 0, canvas.length(), transfers, true);
  }

  /** The share of the masks that is due at step {@code index}, in (0, 1]. */
  float share(int index) {
    return index == count - 1 ? 1f : 1f - time(index + 1) / time(index);
  }

  /** Counts up from the start in the first half and down from the end in the second, like torch. */
  private float time(int index) {
    float end = (float) eps;
    float step = (end - 1f) / count;
    return index < (count + 1) / 2 ? 1f + step * index : end - step * (count - index);
  }
}
