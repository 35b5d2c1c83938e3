package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockSelectionTest {
  // canvas, prompt, block, select -> blocks, last, keep, keepGeneration; worked out by hand from
  // the published code
  @ParameterizedTest
  @CsvSource({
    "271, 207, 32, 0.3,   9,  7, 3, 1",
    "1235, 1107, 128, 0.3, 10, 9, 4, 1",
    "739, 707, 128, 0.4,  6,  5, 3, 1",
    "320, 256, 32, 0.5,  10,  8, 6, 2",
    "100, 100, 32, 1.0,   4,  3, 4, 1",
    "100, 1, 32, 1.0,     4,  1, 4, 3",
    "16, 1, 16, 0.0001,   1,  0, 1, 1",
    "640, 0, 64, 0.05,   10,  0, 1, 1",
  })
  void of_canvas_asPublished(
      int canvas,
      int prompt,
      int block,
      double select,
      int blocks,
      int last,
      int keep,
      int generation) {
    assertThat(BlockSelection.of(canvas, prompt, block, select))
        .isEqualTo(new BlockSelection(blocks, last, keep, generation));
  }

  @Test
  void joint_canvas_allBlocksCompeteForTheMostThatIsolatedKeeps() {
    // 128 blocks: int(38.4) + 1 of all, and int(1.2) + 1 of the 4 of the generation
    var isolated = BlockSelection.of(4096, 3968, 32, 0.3);

    assertThat(isolated.most()).isEqualTo(39 + 2);
    assertThat(isolated.joint()).isEqualTo(new BlockSelection(128, 0, 41, 41));
    assertThat(BlockSelection.of(4096, 3968, 32, 1).most()).isEqualTo(128);
  }
}
