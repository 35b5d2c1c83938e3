package io.sparsed.bench.patterns;

import io.sparsed.standalone.failure.UsageException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A choice of the steps whose patterns are taken.
 *
 * @param steps ascending: every so many, the one whose pattern SparseD takes, and the last one
 * @param taken step whose pattern SparseD takes
 */
record StepChoice(List<Integer> steps, int taken) {
  /** More would make the page no wiser, and each costs a forward. */
  private static final int MOST_BY_DEFAULT = 32;

  StepChoice {
    steps = List.copyOf(steps);
  }

  /**
   * Returns the choice for a generation.
   *
   * @param steps denoising steps
   * @param skip share of the steps before the one whose pattern SparseD takes
   * @param every takes one step in so many; 0 for what comes to about 32
   * @throws UsageException if SparseD would take no pattern, or {@code every} is negative
   */
  static StepChoice of(int steps, double skip, int every) {
    if (every < 0) {
      throw new UsageException("--every is a number of steps, 1 or more");
    }
    int taken = (int) (steps * skip) + 1;
    if (taken >= steps - 1) {
      throw new UsageException(
          "SparseD takes no pattern in %d steps with --skip %s: give more steps or skip less"
              .formatted(steps, skip));
    }
    int stride = every == 0 ? Math.ceilDiv(steps, MOST_BY_DEFAULT) : every;
    return new StepChoice(
        IntStream.range(0, steps)
            .filter(index -> index % stride == 0 || index == taken || index == steps - 1)
            .boxed()
            .toList(),
        taken);
  }
}
