package io.sparsed.bench.quality.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class FixedBlocksTest {
  /** More blocks than a word has bits, the last one partial. */
  private static final PatternShape SHAPE = new PatternShape(1, 2, 3, 16, 16 * 70 - 5);

  private static final int BLOCKS = 70;

  @ParameterizedTest
  @EnumSource(
      names = {"WINDOW", "STREAMING", "RANDOM"},
      mode = Mode.EXCLUDE)
  void pattern_kindThatNeedsAttention_isRefused(Kind kind) {
    assertThatThrownBy(() -> FixedBlocks.pattern(kind, SHAPE, new Budget(BLOCKS, 4), 1))
        .hasMessageContaining("depend on attention");
  }

  @ParameterizedTest
  @EnumSource(names = {"WINDOW", "STREAMING", "RANDOM"})
  void pattern_anyBudget_isKeptExactlyInEveryRow(Kind kind) {
    for (int budget : new int[] {1, 2, 3, 21, 69, 70}) {
      Pattern pattern = FixedBlocks.pattern(kind, SHAPE, new Budget(BLOCKS, budget), 1);

      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        for (int head = 0; head < SHAPE.heads(); head++) {
          for (int query = 0; query < BLOCKS; query++) {
            assertThat(pattern.kept(0, layer, head, query)).hasSize(budget).contains(query);
          }
        }
      }
    }
  }

  @Test
  void window_inTheMiddleAndAtTheEnds_liesAroundTheQuery() {
    Pattern pattern = FixedBlocks.pattern(Kind.WINDOW, SHAPE, new Budget(BLOCKS, 5), 1);

    assertThat(pattern.kept(0, 1, 2, 40)).containsExactly(38, 39, 40, 41, 42);
    assertThat(pattern.kept(0, 0, 0, 1)).containsExactly(0, 1, 2, 3, 4);
    assertThat(pattern.kept(0, 0, 0, 69)).containsExactly(65, 66, 67, 68, 69);
  }

  @Test
  void streaming_everywhere_keepsTheSink() {
    Pattern pattern = FixedBlocks.pattern(Kind.STREAMING, SHAPE, new Budget(BLOCKS, 4), 1);

    assertThat(pattern.kept(0, 1, 2, 40)).containsExactly(0, 39, 40, 41);
    assertThat(pattern.kept(0, 0, 0, 0)).containsExactly(0, 1, 2, 3);
    assertThat(pattern.kept(0, 0, 0, 69)).containsExactly(0, 67, 68, 69);
  }

  @Test
  void random_sameSeed_isTheSameAndOtherwiseNot() {
    Budget budget = new Budget(BLOCKS, 9);
    Pattern pattern = FixedBlocks.pattern(Kind.RANDOM, SHAPE, budget, 1);

    assertThat(FixedBlocks.pattern(Kind.RANDOM, SHAPE, budget, 1).words())
        .isEqualTo(pattern.words());
    assertThat(FixedBlocks.pattern(Kind.RANDOM, SHAPE, budget, 2).words())
        .isNotEqualTo(pattern.words());
    assertThat(pattern.kept(0, 0, 0, 5)).isNotEqualTo(pattern.kept(0, 0, 1, 5));
    assertThat(pattern.kept(0, 0, 0, 5)).isNotEqualTo(pattern.kept(0, 1, 0, 5));
  }

  @Test
  void random_manyRows_reachEveryBlockAboutEquallyOften() {
    Pattern pattern = FixedBlocks.pattern(Kind.RANDOM, SHAPE, new Budget(BLOCKS, 36), 1);
    int[] seen = new int[BLOCKS];
    for (int layer = 0; layer < SHAPE.layers(); layer++) {
      for (int head = 0; head < SHAPE.heads(); head++) {
        for (int query = 0; query < BLOCKS; query++) {
          for (int key : pattern.kept(0, layer, head, query)) {
            seen[key]++;
          }
        }
      }
    }

    // 420 rows keep 36 of 70 blocks: 216 each, with a standard deviation of about 10.
    assertThat(IntStream.of(seen)).allMatch(count -> count > 160 && count < 272);
  }

  @Test
  void budget_ofACanvas_isTheMostThatSparseDKeeps() {
    // 128 blocks: int(38.4) + 1 of all, and int(1.2) + 1 of the 4 of the generation.
    assertThat(Budget.of(4096, 3968, 32, 0.3)).isEqualTo(new Budget(128, 39 + 2));
    assertThat(Budget.of(4096, 3968, 32, 1)).isEqualTo(new Budget(128, 128));
    assertThatThrownBy(() -> new Budget(4, 5)).hasMessageContaining("5 of 4");
  }

  @Test
  void sharedBlocks_headsThatDisagree_keepWhatMostChose() {
    PatternShape shape = new PatternShape(1, 1, 3, 16, 64);
    Pattern ofHeads =
        Row.pattern(
            shape,
            row ->
                switch (row.head()) {
                  case 0 -> IntStream.of(1, 3);
                  case 1 -> IntStream.of(2, 3);
                  default -> IntStream.of(0, 2);
                });

    Pattern shared = SharedBlocks.pattern(ofHeads, new Budget(4, 2));

    for (int head = 0; head < 3; head++) {
      assertThat(shared.kept(0, 0, head, 1)).containsExactly(2, 3);
    }
  }
}
