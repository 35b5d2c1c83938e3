package io.sparsed.bench.latency;

import io.sparsed.bench.latency.StepKind.Attention;
import java.util.List;

/**
 * The time of a whole answer, composed from measured steps: SparseD's schedule with its default
 * skip of 0.2, dense steps 0 to int(T * skip), the pattern at the next, sparse after it.
 *
 * @param canvas canvas length in tokens
 * @param steps T, denoising steps
 * @param dense seconds with dense attention throughout
 * @param sparse seconds with the schedule
 * @param dual seconds with the schedule where keys and values are reused: a refresh at the start of
 *     each of four generation blocks, reuse steps between
 */
record AnswerTime(int canvas, int steps, double dense, double sparse, double dual) {
  private static final int BLOCKS = 4;
  private static final double SKIP = 0.2;
  private static final List<Integer> STEPS = List.of(128, 1024);

  /** Returns the answers on each canvas, with the first pattern that was measured on it. */
  static List<AnswerTime> of(List<StepTime> steps) {
    return steps.stream()
        .map(StepTime::canvas)
        .distinct()
        .flatMap(canvas -> STEPS.stream().map(count -> compose(steps, canvas, count)))
        .toList();
  }

  private static AnswerTime compose(List<StepTime> measured, int canvas, int steps) {
    double dense = first(measured, canvas, Attention.DENSE);
    double pattern = first(measured, canvas, Attention.PATTERN);
    double sparse = first(measured, canvas, Attention.SPARSE);
    int end = (int) (steps * SKIP) + 1;
    return new AnswerTime(
        canvas,
        steps,
        steps * dense,
        end * dense + pattern + (steps - end - 1) * sparse,
        dual(measured, canvas, steps, end));
  }

  /** The first block's refresh is dense, the second takes the pattern, the others are sparse. */
  private static double dual(List<StepTime> measured, int canvas, int steps, int end) {
    double refreshes =
        first(measured, canvas, Attention.DENSE)
            + first(measured, canvas, Attention.PATTERN)
            + (BLOCKS - 2) * first(measured, canvas, Attention.SPARSE);
    int dense = Math.max(end, steps / BLOCKS) - 1;
    int sparse = steps - BLOCKS - dense;
    return refreshes
        + dense * first(measured, canvas, Attention.DENSE, true)
        + sparse * first(measured, canvas, Attention.SPARSE, true);
  }

  private static double first(List<StepTime> measured, int canvas, Attention attention) {
    return first(measured, canvas, attention, false);
  }

  private static double first(
      List<StepTime> measured, int canvas, Attention attention, boolean reuses) {
    return measured.stream()
        .filter(step -> step.canvas() == canvas && step.kind().attention() == attention)
        .filter(step -> step.kind().reusesKeyValues() == reuses)
        .findFirst()
        .orElseThrow()
        .seconds();
  }
}
