package io.sparsed.bench.patterns;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A square picture of a figure.
 *
 * @param name stands above it
 * @param hint what it says in words, for a pointer that rests on it and for readers that speak
 * @param picture a pixel a cell
 * @param boundary where a line crosses it in both directions, as a share of its side
 * @param labels of the rows and columns, one each; empty: none
 */
record Panel(
    String name, String hint, BufferedImage picture, OptionalDouble boundary, List<String> labels) {
  /** Copies the labels. */
  Panel {
    labels = List.copyOf(labels);
    if (!labels.isEmpty() && labels.size() != picture.getWidth()) {
      throw new IllegalArgumentException(
          "%d labels for %d columns".formatted(labels.size(), picture.getWidth()));
    }
  }
}
