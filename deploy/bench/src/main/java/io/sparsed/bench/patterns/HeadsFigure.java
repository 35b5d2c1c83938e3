package io.sparsed.bench.patterns;

import io.sparsed.bench.chart.Figure;
import io.sparsed.bench.chart.Template;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws the blocks that each head keeps: a row a layer, a square a head. People count layers, heads
 * and steps from 1, and so does the figure.
 */
final class HeadsFigure {
  /** The color of kept blocks of the prompt. */
  static final int PROMPT_RGB = 0x2F7FD6;

  /** The color of kept blocks of the generation. */
  static final int GENERATION_RGB = 0xE8801A;

  private static final int WIDTH = 960;
  private static final int WIDEST_SQUARE = 420;
  private static final int NAME_HEIGHT = 24;

  /** More squares in a row have short names and narrow gaps. */
  private static final int MOST_LONG_NAMES = 8;

  private static final IndexColorModel COLORS =
      new IndexColorModel(
          2,
          3,
          new int[] {0, 0xFF000000 | PROMPT_RGB, 0xFF000000 | GENERATION_RGB},
          0,
          true,
          0,
          DataBuffer.TYPE_BYTE);

  private HeadsFigure() {}

  // The values of the template; lengths in the units of its view box.

  private record Drawing(String title, int width, int height, List<Panel> panels) {}

  private record Panel(
      int x, int y, int side, String name, String hint, String picture, String boundary) {}

  /** Returns the figure of a step. */
  static Figure of(Snapshot snapshot) {
    boolean isNarrow = snapshot.heads() > MOST_LONG_NAMES;
    int gap = isNarrow ? 6 : 18;
    int side = Math.min(WIDEST_SQUARE, WIDTH / snapshot.heads() - gap);
    int pitch = side + gap;
    List<Panel> panels = new ArrayList<>();
    for (int layer = 0; layer < snapshot.layers(); layer++) {
      for (int head = 0; head < snapshot.heads(); head++) {
        BlockMask mask = snapshot.mask(layer, head);
        String name = "layer %d, head %d".formatted(layer + 1, head + 1);
        panels.add(
            new Panel(
                gap / 2 + head * pitch,
                NAME_HEIGHT + layer * (pitch + NAME_HEIGHT),
                side,
                isNarrow ? "%d·%d".formatted(layer + 1, head + 1) : name,
                "%s keeps %d of %d blocks"
                    .formatted(name, mask.kept(), (long) mask.blocks() * mask.blocks()),
                dataUri(picture(mask)),
                String.format(
                    Locale.ROOT, "%.1f", (double) side * mask.firstGeneration() / mask.blocks())));
      }
    }
    Drawing drawing =
        new Drawing(
            "Blocks that each head keeps at step " + (snapshot.step() + 1),
            snapshot.heads() * pitch,
            snapshot.layers() * (pitch + NAME_HEIGHT),
            panels);
    return new Figure(
        "kept",
        ("Each square is a head at step %d. Rows are query blocks, columns key blocks, from the"
                + " start of the canvas at the top left. A point is a kept block: blue where its"
                + " keys are of the prompt, orange where they are generated; thin lines mark where"
                + " the generation begins.")
            .formatted(snapshot.step() + 1),
        Template.fill(HeadsFigure.class, "heads.svg.mustache", drawing));
  }

  /** Returns a picture with a pixel a block: query down, key across. */
  static BufferedImage picture(BlockMask mask) {
    int blocks = mask.blocks();
    var image = new BufferedImage(blocks, blocks, BufferedImage.TYPE_BYTE_BINARY, COLORS);
    for (int query = 0; query < blocks; query++) {
      for (int key = 0; key < blocks; key++) {
        if (mask.keeps(query, key)) {
          image.getRaster().setSample(key, query, 0, key < mask.firstGeneration() ? 1 : 2);
        }
      }
    }
    return image;
  }

  private static String dataUri(BufferedImage image) {
    try (var bytes = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", bytes);
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
