package io.sparsed.scheduler.pool;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the worker that is expected to finish a step first, its queue and the transfer of the
 * request's artifacts included. A request thus stays where its artifacts are until the imbalance of
 * workers is worth a transfer. A worker that would have to drop the keys and values of another
 * request comes after those that have room: each would drop the other's at every step.
 */
final class Placement {

  /** A copy pays if it saves its own time within this number of steps. */
  private static final int STEPS_TO_PAY = 4;

  private Placement() {}

  /**
   * A Candidate is a worker that can take the step.
   *
   * @param queue seconds until the worker has finished its work
   * @param step seconds that the step takes on the worker
   * @param move seconds until the worker holds the artifacts that the step needs; 0 if it does
   * @param displaces true if keys and values of another request would have to go
   * @param avoided true if it failed this step before and should take it only if no other can
   */
  record Candidate<W>(
      W worker, double queue, double step, double move, boolean displaces, boolean avoided) {

    double withoutMove() {
      return queue + step;
    }

    double total() {
      return queue + step + move;
    }
  }

  /**
   * A Choice is the worker that takes the step.
   *
   * @param copyTo another worker that should be sent the artifacts meanwhile, since the request is
   *     about to move there
   */
  record Choice<W>(W worker, Optional<W> copyTo) {}

  /** Returns the best candidate, the first among equals; empty if there are none. */
  static <W> Optional<Choice<W>> choose(List<Candidate<W>> candidates) {
    return candidates.stream()
        .min(
            Comparator.<Candidate<W>, Boolean>comparing(Candidate::avoided)
                .thenComparing(Candidate::displaces)
                .thenComparingDouble(Candidate::total))
        .map(best -> new Choice<>(best.worker(), copyTo(best, candidates)));
  }

  /** Returns a worker that would finish sooner by more than a step if it held the artifacts. */
  private static <W> Optional<W> copyTo(Candidate<W> best, List<Candidate<W>> candidates) {
    if (best.move() > 0) {
      return Optional.empty();
    }
    return candidates.stream()
        .filter(other -> other.move() > 0 && !other.displaces() && !other.avoided())
        .min(Comparator.comparingDouble(Candidate::withoutMove))
        .filter(
            other ->
                best.total() - other.withoutMove()
                    > Math.max(best.step(), other.move() / STEPS_TO_PAY))
        .map(Candidate::worker);
  }
}
