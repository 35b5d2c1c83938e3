package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapTest {
  private static final BlockMask LEFT = BlockMask.of(4, 3, (query, key) -> key < 2);

  @Test
  void mean_ofNothing_isRefused() {
    assertThatThrownBy(() -> Overlap.mean(List.of())).hasMessageContaining("nothing");
  }

  @Test
  void overlap_noShare_isRefused() {
    assertThatThrownBy(() -> new Overlap(Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Overlap(0, 1.1)).hasMessageContaining("1.1");
  }

  @Test
  void overlap_withItself_isWhole() {
    assertThat(Overlap.of(LEFT, LEFT).share()).isEqualTo(1);
  }

  @Test
  void overlap_nothingInCommon_isNone() {
    BlockMask right = BlockMask.of(4, 3, (query, key) -> key >= 2);

    assertThat(Overlap.of(LEFT, right).share()).isZero();
  }

  @Test
  void overlap_otherSize_isTheShareOfTheMeanSize() {
    BlockMask first = BlockMask.of(4, 3, (query, key) -> key == 0);

    assertThat(Overlap.of(LEFT, first).share()).isEqualTo(4 / 6.0, within(1e-12));
    assertThat(Overlap.of(first, LEFT)).isEqualTo(Overlap.of(LEFT, first));
  }

  @Test
  void neighbours_rowsThatMove_haveInCommonWhatBothKeep() {
    BlockMask diagonal = BlockMask.of(4, 3, (query, key) -> key == query || key == query + 1);

    // Rows keep 2, 2, 2 and 1 blocks; each has one in common with the next.
    assertThat(Overlap.ofNeighbours(diagonal).share()).isEqualTo(6 / 11.0, within(1e-12));
    assertThat(Overlap.ofNeighbours(LEFT).share()).isEqualTo(1);
  }
}
