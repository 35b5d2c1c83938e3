package io.sparsed.scheduler.diffusion;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A StopAtEos ends a schedule once an end-of-sequence token is committed with no mask before it.
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
  public Optional<Step> next(@Nullable Step last, Canvas canvas) {
    return canvas.endsAt(eosTokens) ? Optional.empty() : schedule.next(last, canvas);
  }
}
