package io.sparsed.scheduler.diffusion;

import com.google.common.collect.AbstractIterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
   * @param last the step before; null if there was none
   * @param canvas canvas after that step
   */
  Optional<Step> next(@Nullable Step last, Canvas canvas);

  /**
   * Returns the steps in order; each is planned on the canvas as it is when it is asked for, which
   * then grows to the end of the step's block.
   */
  default Iterable<Step> steps(Canvas canvas) {
    return () ->
        new AbstractIterator<>() {
          private @Nullable Step last;

          @Override
          protected @Nullable Step computeNext() {
            last = StepPlan.this.next(last, canvas).orElse(null);
            if (last == null) {
              return endOfData();
            }
            canvas.growTo(last.end());
            return last;
          }
        };
  }

  /** Returns the index of the step after another one. */
  static int indexAfter(@Nullable Step last) {
    return last == null ? 0 : last.index() + 1;
  }
}
