package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Unmasking;

/** A CommitSource gives the commits of a generation step by step. Not thread-safe. */
@FunctionalInterface
interface CommitSource {

  /**
   * Returns the commit of the next step.
   *
   * @param canvas canvas before the step
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  Commit next(Canvas canvas, PlannedForward forward);

  /** Returns a source that runs a forward on a worker and chooses among its proposals. */
  static CommitSource computed(StepForwards workers, Unmasking unmasking) {
    return (canvas, forward) -> {
      Commit commit = unmasking.choose(forward.step(), workers.run(canvas, forward));
      workers.metrics().committed(forward.attention(), commit.size());
      return commit;
    };
  }

  /**
   * Returns a source that first repeats the steps of a resumption without their forwards. A forward
   * that left an artifact runs again as soon as a later step needs the artifact: on the same
   * canvas, which gives the same one.
   *
   * @param rest source of the steps after those of the resumption
   */
  static CommitSource resumed(Resumption resumption, StepForwards workers, CommitSource rest) {
    return (canvas, forward) -> {
      int index = forward.step().index();
      if (index >= resumption.steps()) {
        return rest.next(canvas, forward);
      }
      workers.wasDone(canvas, forward);
      return resumption.commits().get(index);
    };
  }
}
