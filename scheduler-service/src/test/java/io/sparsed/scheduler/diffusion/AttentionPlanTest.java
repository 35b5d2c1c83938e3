package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionPlanTest {

  /** D dense, P dense and the pattern is taken, S sparse. */
  @ParameterizedTest
  @CsvSource({
    "0.0,  6, DPSSSS",
    "0.2, 10, DDDPSSSSSS",
    "0.3, 10, DDDDPSSSSS",
    // Step 8 is followed by one sparse step; step 9 would be by none.
    "0.7, 10, DDDDDDDDPS",
    "0.8, 10, DDDDDDDDDD",
    "0.9, 10, DDDDDDDDDD",
    "1.0,  4, DDDD",
    "0.0,  3, DPS",
    "0.0,  2, DD",
    "0.0,  1, D",
  })
  void at_skipAndSteps_followsTheReference(double skip, int steps, String expected) {
    assertThat(modes(new Sparsity(false, skip, 0.3, 128, Sparsity.ScoreScale.REFERENCE), steps))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.57, 57", "0.58, 58", "0.29, 29"})
  void at_productJustBelowAWholeNumber_isTruncated(double skip, int rounded) {
    assertThat(skip * 100).isLessThan(rounded);

    assertThat(modes(new Sparsity(false, skip, 0.3, 128, Sparsity.ScoreScale.REFERENCE), 100))
        .startsWith("D".repeat(rounded) + "P");
  }

  @ParameterizedTest
  @CsvSource({"10, DDDDDDDDDD", "1, D"})
  void at_origin_isAlwaysDense(int steps, String expected) {
    assertThat(modes(new Sparsity(true, 0.2, 0.3, 128, Sparsity.ScoreScale.REFERENCE), steps))
        .isEqualTo(expected);
  }

  private static String modes(Sparsity sparsity, int steps) {
    AttentionPlan plan = new AttentionPlan(sparsity, steps, "id");
    return IntStream.range(0, steps)
        .mapToObj(index -> letter(plan.at(new Step(index, 0, 1, 1, true))))
        .collect(Collectors.joining());
  }

  private static String letter(Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> "D";
      case Attention.DenseAndSelect select -> {
        assertThat(select.patternId()).isEqualTo("id");
        yield "P";
      }
      case Attention.Sparse sparse -> {
        assertThat(sparse.patternId()).isEqualTo("id");
        yield "S";
      }
    };
  }
}
