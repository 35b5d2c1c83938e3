package io.sparsed.bench.patterns;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.standalone.failure.UsageException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which steps of a generation are observed.
 *
 * @param steps ascending: every so many, the one whose pattern SparseD takes, and the last one
 * @param taken the step whose pattern SparseD takes
 */
record StepChoice(List<Integer> steps, int taken) {
  /** More would make the page no wiser, and each costs a forward. */
  private static final int MOST_BY_DEFAULT = 32;

  /** Copies the list. */
  StepChoice {
    steps = List.copyOf(steps);
  }

  /**
   * A choice for a generation.
   *
   * @param every observe one step in so many; 0 for what comes to about 32
   * @throws UsageException if SparseD would take no pattern, or {@code every} is negative
   */
  static StepChoice of(int steps, Sparsity sparsity, int every) {
    if (every < 0) {
      throw new UsageException("--every is a number of steps, 1 or more");
    }
    AttentionPlan plan = new AttentionPlan(sparsity, steps, "");
    int taken =
        IntStream.range(0, steps)
            .filter(index -> plan.at(bare(index)) instanceof Attention.DenseAndSelect)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "SparseD takes no pattern in %d steps with --skip %s: give more steps or skip less"
                            .formatted(steps, sparsity.skip())));
    int stride = every == 0 ? Math.ceilDiv(steps, MOST_BY_DEFAULT) : every;
    return new StepChoice(
        IntStream.range(0, steps)
            .filter(index -> index % stride == 0 || index == taken || index == steps - 1)
            .boxed()
            .toList(),
        taken);
  }

  /** The plan looks at the index only. */
  private static Step bare(int index) {
    return new Step(index, 0, 0, 0, false);
  }
}
