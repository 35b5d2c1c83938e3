package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionPlanTest {

  /** The attention of each step: D is dense, P takes the pattern, S is sparse. */
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
    assertThat(
            modes(
                new Sparsity(
                    false, skip, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED),
                steps))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.57, 57", "0.58, 58", "0.29, 29"})
  void at_productJustBelowAWholeNumber_isTruncated(double skip, int rounded) {
    assertThat(skip * 100).isLessThan(rounded);

    assertThat(
            modes(
                new Sparsity(
                    false, skip, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED),
                100))
        .startsWith("D".repeat(rounded) + "P");
  }

  @ParameterizedTest
  @CsvSource({"10, DDDDDDDDDD", "1, D"})
  void at_origin_isAlwaysDense(int steps, String expected) {
    assertThat(
            modes(
                new Sparsity(
                    true, 0.2, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED),
                steps))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // With several tokens a step, the nominal step is ahead of the index.
    "'0 4 9 12 13 19', DPSSSS",
    "'0 2 2 3 5', DDDPS",
    "'0 2 19', DDP",
  })
  void at_nominalStepsInLeaps_takesThePatternAtTheFirstOneThatIsDue(
      String nominalSteps, String expected) {
    Sparsity sparsity =
        new Sparsity(false, 0.1, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED);
    int[] steps = Arrays.stream(nominalSteps.split(" ", -1)).mapToInt(Integer::parseInt).toArray();

    assertThat(modesAt(plan(sparsity, 20), steps)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.0, 6, SSSSSS", "0.2, 10, DDDDSSSSSS", "0.8, 10, DDDDDDDDDD"})
  void at_fixedPattern_needsNoStepThatTakesIt(double skip, int steps, String expected) {
    assertThat(
            modes(
                new Sparsity(
                    false,
                    skip,
                    0.3,
                    128,
                    Sparsity.ScoreScale.REFERENCE,
                    PatternRule.SLIDING_WINDOW),
                steps))
        .isEqualTo(expected);
  }

  @Test
  void selection_referenceScale_isThatOfThePublishedCode() {
    Sparsity sparsity =
        new Sparsity(false, 0.1, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED);

    assertThat(sparsity.selection(true, 4, 16).scoreScale()).isEqualTo(0.5);
    assertThat(sparsity.selection(false, 4, 16).scoreScale()).isEqualTo(0.25);
  }

  private static String modes(Sparsity sparsity, int steps) {
    AttentionPlan plan = plan(sparsity, steps);
    String expected =
        IntStream.range(0, steps)
            .mapToObj(step -> letter(plan.expectedAt(step)))
            .collect(Collectors.joining());
    String actual = modesAt(plan, IntStream.range(0, steps).toArray());
    assertThat(actual).isEqualTo(expected);
    return actual;
  }

  /** Returns the attention at steps with these nominal steps, one after the other. */
  private static String modesAt(AttentionPlan plan, int... nominalSteps) {
    return IntStream.range(0, nominalSteps.length)
        .mapToObj(
            index -> letter(plan.at(new Step(index, nominalSteps[index], 0, index, 0, 1, 1, 1))))
        .collect(Collectors.joining());
  }

  private static AttentionPlan plan(Sparsity sparsity, int steps) {
    return new AttentionPlan(sparsity, sparsity.selection(true, 4, 16), steps, "id", 7, false);
  }

  private static String letter(Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> "D";
      case Attention.DenseAndSelect select -> {
        assertThat(select.patternId()).isEqualTo("id-0");
        yield "P";
      }
      case Attention.Sparse sparse -> {
        assertThat(sparse.pattern())
            .isIn(
                new Attention.Taken("id-0"),
                new Attention.Fixed(
                    new Attention.Selection(PatternRule.SLIDING_WINDOW, 128, 0.3, 0.5), 7));
        yield "S";
      }
    };
  }
}
