package io.sparsed.bench.patterns;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Bit matrices and numbers as images, a pixel a cell: query or row down, key or column across. */
final class Picture {
  /** Kept blocks of the prompt. */
  static final int PROMPT_RGB = 0x2F7FD6;

  /** Kept blocks of the generation. */
  static final int GENERATION_RGB = 0xE8801A;

  private static final int CLEAR = 0;
  private static final int PROMPT = 1;
  private static final int GENERATION = 2;
  private static final IndexColorModel KEPT =
      new IndexColorModel(
          2,
          3,
          new int[] {0, 0xFF000000 | PROMPT_RGB, 0xFF000000 | GENERATION_RGB},
          0,
          true,
          CLEAR,
          DataBuffer.TYPE_BYTE);

  private Picture() {}

  /** The kept cells, colored by where their key block lies; the others are transparent. */
  static BufferedImage of(BlockMask mask) {
    int blocks = mask.blocks();
    var image = new BufferedImage(blocks, blocks, BufferedImage.TYPE_BYTE_BINARY, KEPT);
    for (int query = 0; query < blocks; query++) {
      for (int key = 0; key < blocks; key++) {
        if (mask.keeps(query, key)) {
          image
              .getRaster()
              .setSample(key, query, 0, key < mask.firstGeneration() ? PROMPT : GENERATION);
        }
      }
    }
    return image;
  }

  /** The shares in common, colored by a scale. */
  static BufferedImage of(OverlapMatrix overlaps, ColorScale scale) {
    int size = overlaps.size();
    var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        image.setRGB(column, row, scale.rgb(overlaps.at(row, column).share()));
      }
    }
    return image;
  }

  /** Every color of a scale, from low to high. */
  static BufferedImage of(ColorScale scale) {
    int colors = 128;
    var image = new BufferedImage(colors, 1, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < colors; i++) {
      double share = (double) i / (colors - 1);
      image.setRGB(i, 0, scale.rgb(scale.low() + share * (scale.high() - scale.low())));
    }
    return image;
  }

  /** As a PNG in a data URI. */
  static String dataUri(BufferedImage image) {
    try (var bytes = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", bytes);
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
