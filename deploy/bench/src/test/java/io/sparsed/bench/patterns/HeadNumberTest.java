package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Four blocks, the last one generated; two heads that keep two blocks a row. */
class HeadNumberTest {
  private static final BlockMask FIRST = BlockMask.of(4, 3, (query, key) -> key < 2);
  private static final BlockMask SECOND = BlockMask.of(4, 3, (query, key) -> key > 0 && key < 3);

  /** Like {@link #FIRST} but in the generation's row, where it is {@link #SECOND}. */
  private static final BlockMask MOVED =
      BlockMask.of(4, 3, (query, key) -> (query == 3 ? SECOND : FIRST).keeps(query, key));

  private final Observation observation =
      new Observation(
          List.of(
              new Snapshot(0, List.of(List.of(SECOND, SECOND))),
              new Snapshot(4, List.of(List.of(FIRST, SECOND))),
              new Snapshot(9, List.of(List.of(MOVED, SECOND)))),
          1);

  private HeadNumber number(String name) {
    return HeadNumber.of(observation).stream()
        .filter(number -> number.name().contains(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void observation_nothingAfterTheReference_isRefused() {
    assertThatThrownBy(() -> new Observation(observation.snapshots(), 2))
        .hasMessageContaining("none after it");
  }

  @Test
  void steps_knownPatterns_areTheMeanOverHeads() {
    List<StepOverlap> steps = StepOverlap.of(observation);

    // Head 0 shares 1 of 2 blocks a row with itself, head 1 stays as it is.
    assertThat(steps.get(0).all().share()).isEqualTo((0.5 + 1) / 2, within(1e-12));
    assertThat(steps.get(1).all().share()).isEqualTo(1, within(1e-12));
    assertThat(steps.get(2).all().share()).isEqualTo((7 / 8.0 + 1) / 2, within(1e-12));
    assertThat(steps.get(2).generation().share()).isEqualTo((0.5 + 1) / 2, within(1e-12));
    // Two of three prompt blocks each.
    assertThat(steps.get(0).all().chance()).isEqualTo(2 / 3.0, within(1e-12));
    assertThat(steps.get(2).step()).isEqualTo(9);
  }

  @Test
  void later_knownPatterns_compareTheTakenStepWithLaterOnes() {
    assertThat(number("later step").shares().getMin()).isEqualTo(7 / 8.0, within(1e-12));
    assertThat(number("later step").shares().getMax()).isEqualTo(1, within(1e-12));
    assertThat(number("of the generation").shares().getMin()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void heads_knownPatterns_areComparedAtTheTakenStep() {
    assertThat(number("two heads").shares().getAverage()).isEqualTo(0.5, within(1e-12));
    assertThat(number("kept").shares().getAverage()).isEqualTo(0.5, within(1e-12));
    assertThat(number("neighbouring").shares().getAverage()).isEqualTo(1, within(1e-12));
  }

  @Test
  void heads_modelOfOneHead_areNotCompared() {
    List<List<BlockMask>> one = List.of(List.of(FIRST));

    List<HeadNumber> numbers =
        HeadNumber.of(new Observation(List.of(new Snapshot(0, one), new Snapshot(1, one)), 0));

    assertThat(numbers).extracting(HeadNumber::name).doesNotContain("two heads of a layer");
  }
}
