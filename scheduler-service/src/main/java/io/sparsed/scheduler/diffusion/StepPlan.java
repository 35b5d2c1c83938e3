package io.sparsed.scheduler.diffusion;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A schedule by which a canvas is denoised. It is asked for one step at a time and may end when the
 * canvas is done, so nobody outside it knows how many steps there will be; there is a most.
 */
public interface StepPlan {

  /** Returns the most steps there can be, at least 1. */
  int mostSteps();

  /** Returns the number of steps to expect, at least 1; forecasts are made from it. */
  default int expectedSteps() {
    return mostSteps();
  }

  /**
   * Returns the next step, or empty if the schedule has ended.
   *
   * @param index index of the step, which is the number of steps that are done
   * @param canvas the canvas as those steps left it
   */
  Optional<Step> next(int index, Canvas canvas);

  /** Returns every step in order; each is planned when it is asked for, on the canvas as it is. */
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
