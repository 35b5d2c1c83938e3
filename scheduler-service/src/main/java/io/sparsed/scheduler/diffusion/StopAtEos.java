package io.sparsed.scheduler.diffusion;

import java.util.Optional;

/**
 * A StopAtEos ends a schedule when a finished part of the answer holds the end-of-sequence token.
 *
 * @param schedule schedule to cut short
 * @param eosToken id of the end-of-sequence token
 */
public record StopAtEos(StepPlan schedule, int eosToken) implements StepPlan {

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
        .filter(step -> !(step.mayStopBefore() && canvas.endsAt(eosToken)));
  }
}
