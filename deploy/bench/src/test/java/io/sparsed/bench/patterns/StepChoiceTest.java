package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.standalone.failure.UsageException;
import org.junit.jupiter.api.Test;

class StepChoiceTest {
  @Test
  void choice_noPatternTaken_isRefused() {
    assertThatThrownBy(() -> StepChoice.of(2, 0.2, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("more steps");
    assertThatThrownBy(() -> StepChoice.of(32, 1, 1)).isInstanceOf(UsageException.class);
  }

  @Test
  void choice_negativeStride_isRefused() {
    assertThatThrownBy(() -> StepChoice.of(32, 0.2, -1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--every");
  }

  @Test
  void choice_everyFew_hasTheTakenAndTheLastStepToo() {
    StepChoice choice = StepChoice.of(32, 0.2, 10);

    assertThat(choice.taken()).isEqualTo(7); // int(32 * 0.2) + 1
    assertThat(choice.steps()).containsExactly(0, 7, 10, 20, 30, 31);
  }

  @Test
  void choice_manySteps_comesToAbout32() {
    assertThat(StepChoice.of(32, 0.2, 0).steps()).hasSize(32);
    assertThat(StepChoice.of(512, 0.2, 0).steps()).hasSizeBetween(32, 34);
  }
}
