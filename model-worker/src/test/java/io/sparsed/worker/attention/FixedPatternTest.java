package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.FixedPattern.Rule;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the key blocks that rules keep which look at no attention. */
class FixedPatternTest {
  /** More blocks than a word has bits, the last one partial. */
  private static final PatternShape SHAPE = new PatternShape(1, 2, 3, 16, 16 * 70 - 5);

  private static final int BLOCKS = 70;

  @ParameterizedTest
  @EnumSource(Rule.class)
  void pattern_anyRule_everyRowKeepsTheMostThatSparseDKeeps(Rule rule) {
    for (double select : new double[] {0.001, 0.02, 0.3, 0.97, 1}) {
      int most = BlockSelection.of(SHAPE.canvasLength(), 800, 16, select).most();

      var pattern = new FixedPattern(rule, 16, select, 1).pattern(SHAPE, 800);

      assertThat(pattern.keptShare()).isCloseTo((double) most / BLOCKS, within(1e-12));
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        for (int head = 0; head < SHAPE.heads(); head++) {
          for (int query = 0; query < BLOCKS; query++) {
            assertThat(pattern.kept(0, layer, head, query)).hasSize(most).contains(query);
          }
        }
      }
    }
  }

  @Test
  void slidingWindow_inTheMiddleAndAtTheEnds_liesAroundTheQuery() {
    var pattern = keeping(Rule.SLIDING_WINDOW, 5, 1);

    assertThat(pattern.kept(0, 1, 2, 40)).containsExactly(38, 39, 40, 41, 42);
    assertThat(pattern.kept(0, 0, 0, 1)).containsExactly(0, 1, 2, 3, 4);
    assertThat(pattern.kept(0, 0, 0, 69)).containsExactly(65, 66, 67, 68, 69);
  }

  @Test
  void attentionSink_everywhere_keepsTheFirstBlock() {
    var pattern = keeping(Rule.ATTENTION_SINK, 4, 1);

    assertThat(pattern.kept(0, 1, 2, 40)).containsExactly(0, 39, 40, 41);
    assertThat(pattern.kept(0, 0, 0, 0)).containsExactly(0, 1, 2, 3);
    assertThat(pattern.kept(0, 0, 0, 69)).containsExactly(0, 67, 68, 69);
    assertThat(keeping(Rule.ATTENTION_SINK, 1, 1).kept(0, 0, 0, 69)).containsExactly(69);
  }

  @Test
  void random_sameSeed_isTheSameAndOtherwiseNot() {
    var pattern = keeping(Rule.RANDOM, 9, 1);

    assertThat(keeping(Rule.RANDOM, 9, 1).words()).isEqualTo(pattern.words());
    assertThat(keeping(Rule.RANDOM, 9, 2).words()).isNotEqualTo(pattern.words());
    assertThat(pattern.kept(0, 0, 0, 5)).isNotEqualTo(pattern.kept(0, 0, 1, 5));
    assertThat(pattern.kept(0, 0, 0, 5)).isNotEqualTo(pattern.kept(0, 1, 0, 5));
  }

  @Test
  void random_manyRows_reachEveryBlockAboutEquallyOften() {
    var pattern = keeping(Rule.RANDOM, 36, 1);
    var seen = new int[BLOCKS];
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

  private static Pattern keeping(Rule rule, int keep, long seed) {
    return new FixedPattern(rule, 16, 0.5, seed).keeping(SHAPE, keep);
  }
}
