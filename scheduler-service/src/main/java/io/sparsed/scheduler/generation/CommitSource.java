package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.diffusion.Unmasking;

/** A source of the commits of a generation, step after step. Owned by the request's thread. */
@FunctionalInterface
interface CommitSource {

  /**
   * Returns what the next step commits.
   *
   * @param canvas the canvas as it stands before the step
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  Commit next(Canvas canvas, Step step, Attention attention);

  /** Returns a source that runs a forward on a worker and chooses among its proposals. */
  static CommitSource computed(StepForwards workers, Unmasking unmasking) {
    return (canvas, step, attention) ->
        unmasking.choose(step, workers.run(canvas, step, attention));
  }

  /**
   * Returns a source that first repeats the steps that were done elsewhere, without their forwards.
   * Only the pattern may still be needed: the step that takes it is run again, on the same canvas,
   * which gives the same pattern.
   *
   * @param rest source of the steps after them
   */
  static CommitSource resumed(
      Resumption resumption, boolean goesOn, StepForwards workers, CommitSource rest) {
    return (canvas, step, attention) -> {
      if (step.index() >= resumption.steps()) {
        return rest.next(canvas, step, attention);
      }
      if (attention instanceof Attention.DenseAndSelect && goesOn) {
        var _ = workers.run(canvas, step, attention);
      } else {
        workers.countDone(canvas, step, attention);
      }
      return resumption.commits().get(step.index());
    };
  }
}
