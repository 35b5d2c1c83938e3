package io.sparsed.scheduler.diffusion;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OpenLength ends a schedule before a step that would append a generation block to a canvas
 * whose generation has an end-of-sequence token.
 *
 * @param schedule schedule of the longest answer
 * @param eosTokens ids of the end-of-sequence tokens; without any, the answer gets the longest
 */
public record OpenLength(StepPlan schedule, ImmutableIntArray eosTokens) implements StepPlan {

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
    return schedule
        .next(last, canvas)
        .filter(step -> step.end() <= canvas.length() || !canvas.generationHas(eosTokens));
  }
}
