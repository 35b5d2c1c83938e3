package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static final int CLEAR = 0;
  private static final int PROMPT = 0xFF000000 | Picture.PROMPT_RGB;
  private static final int GENERATION = 0xFF000000 | Picture.GENERATION_RGB;

  @Test
  void mask_png_hasAPixelWhereABlockIsKept() throws IOException {
    String[] rows = {
      "#..#.", //
      ".#...", "..#.#", "##.##", "....#",
    };
    BlockMask mask = BlockMask.of(5, 3, (query, key) -> rows[query].charAt(key) == '#');

    BufferedImage image = decoded(Picture.dataUri(Picture.of(mask)));

    assertThat(image.getWidth()).isEqualTo(5);
    assertThat(image.getHeight()).isEqualTo(5);
    for (int query = 0; query < 5; query++) {
      for (int key = 0; key < 5; key++) {
        int expected = rows[query].charAt(key) == '.' ? CLEAR : key < 3 ? PROMPT : GENERATION;
        assertThat(image.getRGB(key, query)).as("query %d, key %d", query, key).isEqualTo(expected);
      }
    }
  }

  @Test
  void overlaps_png_hasTheColorOfEachPair() throws IOException {
    ColorScale scale = new ColorScale(0, 1);
    OverlapMatrix matrix =
        OverlapMatrix.of(3, (one, other) -> new Overlap(one == other ? 1 : 0.25 * other, 0));

    BufferedImage image = decoded(Picture.dataUri(Picture.of(matrix, scale)));

    assertThat(image.getRGB(1, 1)).isEqualTo(0xFF000000 | scale.rgb(1));
    assertThat(image.getRGB(0, 1)).isEqualTo(0xFF000000 | scale.rgb(0.25));
    assertThat(image.getRGB(0, 2)).isEqualTo(0xFF000000 | scale.rgb(0.5));
  }

  @Test
  void scale_outsideTheRange_isItsEnd() {
    ColorScale scale = new ColorScale(0.4, 1);

    assertThat(scale.rgb(0.1)).isEqualTo(scale.rgb(0.4)).isEqualTo(0x440154);
    assertThat(scale.rgb(2)).isEqualTo(scale.rgb(1)).isEqualTo(0xFDE725);
    assertThat(scale.rgb(0.7)).isEqualTo(0x21918C);
  }

  private static BufferedImage decoded(String uri) throws IOException {
    String prefix = "data:image/png;base64,";
    assertThat(uri).startsWith(prefix);
    return ImageIO.read(
        new ByteArrayInputStream(Base64.getDecoder().decode(uri.substring(prefix.length()))));
  }
}
