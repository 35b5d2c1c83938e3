package io.sparsed.bench.latency;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a whole answer takes, composed from measured steps: SparseD's schedule with its default skip
 * of 0.2, dense steps 0 to int(T * skip), the pattern at the next, sparse after it.
 *
 * @param steps T, denoising steps
 * @param dense seconds with dense attention throughout
 * @param sparse seconds with the schedule
 */
record AnswerTime(int canvas, int steps, double dense, double sparse) {
  private static final double SKIP = 0.2;
  private static final List<Integer> STEPS = List.of(128, 1024);

  /** Of each canvas, with its first pattern. */
  static Stream<AnswerTime> of(List<StepTime> steps) {
    return steps.stream()
        .map(StepTime::canvas)
        .distinct()
        .flatMap(canvas -> STEPS.stream().map(count -> compose(steps, canvas, count)));
  }

  private static AnswerTime compose(List<StepTime> measured, int canvas, int steps) {
    double dense = first(measured, canvas, StepKind.Dense.class);
    double pattern = first(measured, canvas, StepKind.Pattern.class);
    double sparse = first(measured, canvas, StepKind.Sparse.class);
    int end = (int) (steps * SKIP) + 1;
    return new AnswerTime(
        canvas, steps, steps * dense, end * dense + pattern + (steps - end - 1) * sparse);
  }

  private static double first(List<StepTime> measured, int canvas, Class<? extends StepKind> kind) {
    return measured.stream()
        .filter(step -> step.canvas() == canvas && kind.isInstance(step.kind()))
        .findFirst()
        .orElseThrow()
        .seconds();
  }
}
