package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadsFigureTest {
  private static final int CLEAR = 0;
  private static final int PROMPT = 0xFF000000 | HeadsFigure.PROMPT_RGB;
  private static final int GENERATION = 0xFF000000 | HeadsFigure.GENERATION_RGB;

  private static final String[] ROWS = {
    "#..#.", //
    ".#...", "..#.#", "##.##", "....#",
  };
  private static final BlockMask MASK =
      BlockMask.of(5, 3, (query, key) -> ROWS[query].charAt(key) == '#');

  @Test
  void picture_mask_hasAPixelWhereABlockIsKept() {
    BufferedImage image = HeadsFigure.picture(MASK);

    assertThat(image.getWidth()).isEqualTo(5);
    assertThat(image.getHeight()).isEqualTo(5);
    for (int query = 0; query < 5; query++) {
      for (int key = 0; key < 5; key++) {
        int expected = ROWS[query].charAt(key) == '.' ? CLEAR : key < 3 ? PROMPT : GENERATION;
        assertThat(image.getRGB(key, query)).as("query %d, key %d", query, key).isEqualTo(expected);
      }
    }
  }

  @Test
  void of_snapshot_namesEveryHead() {
    Snapshot snapshot = new Snapshot(4, List.of(List.of(MASK, MASK), List.of(MASK, MASK)));

    assertThat(HeadsFigure.of(snapshot).svg())
        .contains(
            "at step 5",
            "layer 1, head 1 keeps 10 of 25 blocks",
            "layer 2, head 2 keeps 10 of 25 blocks",
            "data:image/png;base64,");
  }
}
