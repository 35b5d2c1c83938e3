package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Step;
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
  Commit next(Canvas canvas, Step step, Attention attention);

  /** Returns a source that runs a forward on a worker and chooses among its proposals. */
  static CommitSource computed(StepForwards workers, Unmasking unmasking) {
    return (canvas, step, attention) ->
        unmasking.choose(step, workers.run(canvas, step, attention));
  }

  /**
   * Returns a source that first repeats the steps of a resumption without their forwards. Only the
   * step that takes the pattern is run again, on the same canvas, which gives the same pattern.
   *
   * @param goesOn true if steps are left that may need the pattern
   * @param rest source of the steps after those of the resumption
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
