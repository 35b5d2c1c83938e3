package io.sparsed.scheduler.diffusion;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A StopAtEos ends a schedule once the end-of-sequence token is committed with no mask before it.
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
  public Optional<Step> next(@Nullable Step last, Canvas canvas) {
    return canvas.endsAt(eosToken) ? Optional.empty() : schedule.next(last, canvas);
  }
}
