package io.sparsed.scheduler.diffusion;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The schedule by which a canvas is denoised. */
public sealed interface StepPlan permits GenerationBlockPlan, TimeSchedulePlan {

  /** Number of steps. */
  int count();

  /**
   * The step at {@code index}, in [0, count()), of a canvas that stands as the step before it left
   * it.
   */
  Step at(int index, Canvas canvas);

  /** Every step in order; each is planned when asked for, on the canvas as it then stands. */
  default Iterable<Step> steps(Canvas canvas) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < count();
          }

          @Override
          public Step next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return at(next++, canvas);
          }
        };
  }
}
