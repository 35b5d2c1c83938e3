package io.sparsed.scheduler.diffusion;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A StepPlan is the schedule by which a canvas is denoised. It gives one step at a time and may end
 * as soon as the canvas is done: only the greatest number of steps is known before.
 */
public interface StepPlan {

  /** Returns the greatest number of steps there can be, at least 1. */
  int mostSteps();

  /** Returns the number of steps to expect, at least 1, for forecasts. */
  default int expectedSteps() {
    return mostSteps();
  }

  /**
   * Returns the next step, or empty if the schedule has ended.
   *
   * @param index index of the step, which is the number of steps done
   * @param canvas canvas after those steps
   */
  Optional<Step> next(int index, Canvas canvas);

  /** Returns the steps in order; each is planned on the canvas as it is when it is asked for. */
  default Iterable<Step> steps(Canvas canvas) {
    return () ->
        new Iterator<>() {
          private int done;
          private Optional<Step> planned = Optional.empty();

          @Override
          public boolean hasNext() {
            if (planned.isEmpty()) {
              planned = StepPlan.this.next(done, canvas);
            }
            return planned.isPresent();
          }

          @Override
          public Step next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Step step = planned.orElseThrow();
            planned = Optional.empty();
            done++;
            return step;
          }
        };
  }
}
