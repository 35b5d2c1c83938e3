package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  static final Policy DENSE = Policy.DENSE;
  static final Policy WINDOW = Policy.parse("window-0.3");

  static SampleResult result(Policy policy, String kind, int length, int index, boolean correct) {
    double kept = policy.equals(DENSE) ? 1 : 0.25;
    return new SampleResult(
        policy.name(),
        kind,
        length,
        index,
        correct,
        "answer",
        kept,
        kept,
        8 * kept,
        4,
        2,
        "2 cores");
  }

  /** Dense answers 3 of 4, the window 2; one prompt only the window answers. */
  static List<SampleResult> results() {
    return List.of(
        result(DENSE, "single", 512, 0, true),
        result(DENSE, "pairs", 512, 0, true),
        result(DENSE, "single", 1024, 0, true),
        result(DENSE, "pairs", 1024, 0, false),
        result(WINDOW, "single", 512, 0, true),
        result(WINDOW, "pairs", 512, 0, false),
        result(WINDOW, "single", 1024, 0, false),
        result(WINDOW, "pairs", 1024, 0, true));
  }

  @Test
  void of_policyWithoutResults_isLeftOut() {
    Summary summary = Summary.of(List.of(DENSE, Policy.parse("random-0.3")), results());

    assertThat(summary.policies()).extracting(PolicyScore::policy).containsExactly(DENSE);
  }

  @Test
  void of_withoutDense_comparesWithNothing() {
    Summary summary = Summary.of(List.of(WINDOW), results().subList(4, 8));

    assertThat(summary.policies().getFirst().againstDense()).isEmpty();
  }

  @Test
  void of_results_countsByLengthAndKindAndAgainstDense() {
    Summary summary = Summary.of(List.of(DENSE, WINDOW), results());

    PolicyScore window = summary.policies().getLast();
    assertThat(window.all()).isEqualTo(new Score(2, 4));
    assertThat(window.byLength()).containsEntry(512, new Score(1, 2));
    assertThat(window.byKind()).containsEntry("single", new Score(1, 2));
    assertThat(window.kept()).isEqualTo(0.25);
    assertThat(window.againstDense()).contains(new PolicyScore.Paired(2, 1, 4));
    assertThat(window.againstDense().orElseThrow().points()).isEqualTo(-25);
    assertThat(summary.lengths()).containsExactly(512, 1024);
    assertThat(summary.kinds()).containsExactly("pairs", "single");
  }

  @Test
  void score_interval_isWilsons() {
    assertThat(new Score(8, 10).low()).isCloseTo(0.4902, within(1e-4));
    assertThat(new Score(8, 10).high()).isCloseTo(0.9433, within(1e-4));
    assertThat(new Score(0, 10).low()).isZero();
    assertThat(new Score(0, 10).high()).isCloseTo(0.2775, within(1e-4));
    assertThat(new Score(10, 10).high()).isCloseTo(1, within(1e-12));
  }

  @Test
  void score_ofNothing_isRefused() {
    assertThatThrownBy(() -> new Score(0, 0)).hasMessageContaining("no score");
    assertThatThrownBy(() -> new Score(2, 1)).hasMessageContaining("2 of 1");
  }
}
