package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockMaskTest {
  private static final BlockMask EVEN_KEYS = BlockMask.of(8, 6, (query, key) -> key % 2 == 0);

  @Test
  void mask_generationBeyondTheCanvas_isRefused() {
    assertThatThrownBy(() -> BlockMask.of(8, 8, (query, key) -> true))
        .hasMessageContaining("8 blocks");
  }

  @Test
  void common_otherCanvas_isRefused() {
    BlockMask longer = BlockMask.of(9, 6, (query, key) -> true);

    assertThatThrownBy(() -> EVEN_KEYS.common(longer)).hasMessageContaining("8 and 9 blocks");
  }

  @Test
  void mask_ofAPattern_keepsItsBitsOfThatLayerAndHead() {
    // [1 branch, 2 layers, 2 heads, 70 query blocks, 2 words]: each row keeps block 0, one row 69.
    var shape = new PatternShape(1, 2, 2, 16, 70 * 16);
    var words = new long[(int) shape.words()];
    for (int row = 0; row < words.length; row += 2) {
      words[row] = 1;
    }
    int row = (3 * 70 + 5) * 2; // layer 1, head 1, query block 5
    words[row + 1] = 1L << (69 - 64);

    BlockMask mask = BlockMask.of(Pattern.of(shape, words), 1, 1, 68);

    assertThat(mask.keeps(5, 69)).isTrue();
    assertThat(mask.keeps(5, 0)).isTrue();
    assertThat(mask.keeps(5, 5)).isFalse();
    assertThat(mask.keeps(4, 69)).isFalse();
    assertThat(mask.kept()).isEqualTo(71);
    assertThat(BlockMask.of(Pattern.of(shape, words), 1, 0, 68).kept()).isEqualTo(70);
  }

  @Test
  void ofGeneration_mask_losesTheQueryBlocksOfThePrompt() {
    BlockMask generation = EVEN_KEYS.ofGeneration();

    assertThat(generation.keeps(5, 0)).isFalse();
    assertThat(generation.keeps(6, 0)).isTrue();
    assertThat(generation.kept()).isEqualTo(2 * 4);
  }

  @Test
  void commonByChance_budgets_areThoseOfPromptAndGenerationApart() {
    // Each row keeps 3 of 6 prompt blocks and 1 of 2 generation blocks; the other 2 and 2.
    BlockMask other = BlockMask.of(8, 6, (query, key) -> key < 2 || key >= 6);

    assertThat(EVEN_KEYS.commonByChance(other))
        .isEqualTo(8 * (3 * 2 / 6.0 + 1 * 2 / 2.0), within(1e-12));
  }

  @Test
  void commonByChance_noPromptBlocks_countsTheGenerationAlone() {
    BlockMask mask = BlockMask.of(2, 0, (query, key) -> key == 0);

    assertThat(mask.commonByChance(mask)).isEqualTo(2 * (1 * 1 / 2.0), within(1e-12));
  }

  @Test
  void commonByChance_manyRandomMasks_isTheirMean() {
    var random = new Random(1);
    double common = 0;
    int draws = 2000;
    for (int i = 0; i < draws; i++) {
      common += drawn(random).common(drawn(random));
    }

    assertThat(common / draws).isEqualTo(drawn(random).commonByChance(drawn(random)), within(0.15));
  }

  /** Each query block keeps 2 of 6 prompt blocks and 1 of 2 generation blocks. */
  private static BlockMask drawn(Random random) {
    var kept = new boolean[8][8];
    for (boolean[] row : kept) {
      int one = random.nextInt(6);
      row[one] = true;
      row[(one + 1 + random.nextInt(5)) % 6] = true;
      row[6 + random.nextInt(2)] = true;
    }
    return BlockMask.of(8, 6, (query, key) -> kept[query][key]);
  }
}
