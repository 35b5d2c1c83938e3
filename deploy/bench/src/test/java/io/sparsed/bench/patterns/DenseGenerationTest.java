package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.client.TokenIds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenseGenerationTest {
  private static final int MASK = 99;

  private final TokenizedPrompt prompt = new TokenizedPrompt(new int[] {1, 2}, Optional.empty());
  private final DenseGeneration generation =
      new DenseGeneration(
          prompt, "demo", "yes", List.of(TokenIds.of(MASK, 8), TokenIds.of(7, 8)), MASK);

  @Test
  void generation_withoutSteps_isRefused() {
    assertThatThrownBy(() -> new DenseGeneration(prompt, "demo", "", List.of(), MASK))
        .hasMessageContaining("without steps");
  }

  @Test
  void canvasBefore_firstStep_isAllMasksAfterThePrompt() {
    assertThat(generation.canvasBefore(0)).containsExactly(1, 2, MASK, MASK);
  }

  @Test
  void canvasBefore_laterStep_isAsTheStepBeforeLeftIt() {
    assertThat(generation.length()).isEqualTo(2);
    assertThat(generation.canvasBefore(1)).containsExactly(1, 2, MASK, 8);
  }
}
