package io.sparsed.scheduler.pool;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of several workers a step goes to: the one that is expected to be done with it first, what
 * it is busy with and the way of the request's pattern included. So a request stays where its
 * pattern is until the imbalance is worth sending it.
 */
final class Placement {

  /** A copy pays if it saves its own time within so many steps. */
  private static final int STEPS_TO_PAY = 4;

  private Placement() {}

  /**
   * A worker that can take the step.
   *
   * @param queue time until it is done with what it was given, seconds
   * @param step time of the step on it, seconds
   * @param move time until it holds the request's pattern, seconds; 0 if it does or none is needed
   * @param avoided whether it failed this step before and should only have it if nobody else can
   */
  record Candidate<W>(W worker, double queue, double step, double move, boolean avoided) {

    double withoutMove() {
      return queue + step;
    }

    double total() {
      return queue + step + move;
    }
  }

  /**
   * Where the step goes.
   *
   * @param copyTo another worker that should get the pattern in the meantime: the request is about
   *     to be moved there
   */
  record Choice<W>(W worker, Optional<W> copyTo) {}

  /** Chooses among candidates; of equal ones the first. Empty if there are none. */
  static <W> Optional<Choice<W>> choose(List<Candidate<W>> candidates) {
    return candidates.stream()
        .min(
            Comparator.<Candidate<W>, Boolean>comparing(Candidate::avoided)
                .thenComparingDouble(Candidate::total))
        .map(best -> new Choice<>(best.worker(), copyTo(best, candidates)));
  }

  /** A worker that would be sooner by more than a step, had it the pattern. */
  private static <W> Optional<W> copyTo(Candidate<W> best, List<Candidate<W>> candidates) {
    if (best.move() > 0) {
      return Optional.empty();
    }
    return candidates.stream()
        .filter(other -> other.move() > 0 && !other.avoided())
        .min(Comparator.comparingDouble(Candidate::withoutMove))
        .filter(
            other ->
                best.total() - other.withoutMove()
                    > Math.max(best.step(), other.move() / STEPS_TO_PAY))
        .map(Candidate::worker);
  }
}
