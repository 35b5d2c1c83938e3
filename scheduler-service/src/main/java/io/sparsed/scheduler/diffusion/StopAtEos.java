package io.sparsed.scheduler.diffusion;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;

/**
 * A StopAtEos ends a schedule when a finished part of the answer holds an end-of-sequence token.
 *
 * @param schedule schedule to cut short
 * @param eosTokens ids of the end-of-sequence tokens; without any, nothing is cut
 */
public record StopAtEos(StepPlan schedule, ImmutableIntArray eosTokens) implements StepPlan {

  @Override
  public int mostSteps() {
    return schedule.mostSteps();
  }

  @Override
  public int expectedSteps() {
    return schedule.expectedSteps();
  }

  @Override
  public Optional<Step> next(int index, Canvas canvas) {
    return schedule
        .next(index, canvas)
        .filter(step -> !(step.mayStopBefore() && canvas.endsAt(eosTokens)));
  }
}
