package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Four blocks, the last one generated; two heads that keep two blocks a row. */
class FindingsTest {
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

  private final Findings findings = Findings.of(observation);

  @Test
  void observation_nothingAfterTheReference_isRefused() {
    assertThatThrownBy(() -> new Observation(observation.snapshots(), 2))
        .hasMessageContaining("none after it");
  }

  @Test
  void overTime_knownPatterns_isTheMeanOverHeads() {
    OverlapMatrix steps = findings.overTime().byLayer().getFirst();

    // Head 0 shares 1 of 2 blocks a row with itself, head 1 stays as it is.
    assertThat(steps.at(0, 1).share()).isEqualTo((0.5 + 1) / 2, within(1e-12));
    assertThat(steps.at(1, 2).share()).isEqualTo((7 / 8.0 + 1) / 2, within(1e-12));
    // Two of three prompt blocks each.
    assertThat(steps.at(0, 1).chance()).isEqualTo(2 / 3.0, within(1e-12));
  }

  @Test
  void overTimeOfGeneration_knownPatterns_looksAtItsRowsOnly() {
    OverlapMatrix steps = findings.overTimeOfGeneration().byLayer().getFirst();

    assertThat(steps.at(1, 2).share()).isEqualTo((0.5 + 1) / 2, within(1e-12));
  }

  @Test
  void headsByLayer_knownPatterns_compareHeadsAtTheTakenStep() {
    assertThat(findings.takenStep()).isEqualTo(4);
    assertThat(findings.betweenHeads().orElseThrow().share()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void heads_knownPatterns_compareTheTakenStepWithLaterOnes() {
    HeadNumbers head = findings.heads().getFirst();

    assertThat(head.kept()).isEqualTo(0.5);
    assertThat(head.later().share()).isEqualTo(7 / 8.0, within(1e-12));
    assertThat(head.laterOfGeneration().share()).isEqualTo(0.5, within(1e-12));
    assertThat(head.others().orElseThrow().share()).isEqualTo(0.5, within(1e-12));
    assertThat(head.neighbours().orElseThrow().share()).isEqualTo(1);
    assertThat(findings.heads().get(1).later().share()).isEqualTo(1);
  }

  @Test
  void findings_modelOfOneHead_haveNoOthers() {
    Findings alone =
        Findings.of(
            new Observation(
                List.of(
                    new Snapshot(0, List.of(List.of(FIRST))),
                    new Snapshot(1, List.of(List.of(FIRST)))),
                0));

    assertThat(alone.betweenHeads()).isEmpty();
    assertThat(alone.heads().getFirst().others()).isEmpty();
  }
}
