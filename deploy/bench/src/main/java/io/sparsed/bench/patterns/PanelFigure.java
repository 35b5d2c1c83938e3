package io.sparsed.bench.patterns;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Square pictures in rows, drawn as SVG.
 *
 * @param title what is shown
 * @param panels from left to right, then down; at least one
 * @param columns panels in a row
 * @param scale what the colors mean, where they are numbers
 */
record PanelFigure(String title, List<Panel> panels, int columns, Optional<ColorScale> scale) {
  private static final int WIDTH = 960;
  private static final int WIDEST_PANEL = 420;
  private static final int MOST_LABELS = 8;
  private static final int WIDEST_LABEL = 26;
  private static final int LEGEND_HEIGHT = 46;

  /** Copies the panels. */
  PanelFigure {
    panels = List.copyOf(panels);
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("a figure shows something");
    }
  }

  // What the template shows; lengths in the units of the view box.

  /** The figure. */
  private record Drawing(
      String title, String css, int width, int height, List<Square> panels, List<Legend> legend) {}

  /** A panel, its corner at x and y. */
  private record Square(
      int x,
      int y,
      int side,
      String name,
      String hint,
      String picture,
      List<String> boundary,
      List<Label> labels) {}

  /** A label of a row or column. */
  private record Label(String x, String y, String anchor, String text) {}

  /** What colors mean. */
  private record Legend(int y, String colors, String low) {}

  /** An SVG element for the inside of a page that has the styles. */
  String svg() {
    return draw("");
  }

  /** An SVG document with its styles. */
  String file() {
    return draw(Templates.text("theme.css") + Templates.text("figure.css"));
  }

  private String draw(String css) {
    int used = Math.min(columns, panels.size());
    int margin = panels.getFirst().labels().isEmpty() ? 4 : 34;
    int gap = used > 12 ? 6 : 18;
    int side = Math.min(WIDEST_PANEL, (WIDTH - gap) / used - margin - gap);
    int pitch = side + margin + gap;
    int below = panels.getFirst().labels().isEmpty() ? 0 : 22;
    int rowPitch = side + 24 + below + (used > 12 ? 0 : 8);
    List<Square> squares =
        IntStream.range(0, panels.size())
            .mapToObj(
                i ->
                    square(
                        panels.get(i), margin + i % used * pitch, 24 + i / used * rowPitch, side))
            .toList();
    int bottom = Math.ceilDiv(panels.size(), used) * rowPitch + 8;
    List<Legend> legend =
        scale.stream()
            .map(
                colors ->
                    new Legend(
                        bottom + 10, Picture.dataUri(Picture.of(colors)), Text.share(colors.low())))
            .toList();
    return Templates.render(
        "panels.svg",
        new Drawing(
            title,
            css,
            used * pitch + gap,
            bottom + (legend.isEmpty() ? 0 : LEGEND_HEIGHT),
            squares,
            legend));
  }

  private static Square square(Panel panel, int x, int y, int side) {
    return new Square(
        x,
        y,
        side,
        panel.name(),
        panel.hint(),
        Picture.dataUri(panel.picture()),
        panel.boundary().stream().mapToObj(share -> number(share * side)).toList(),
        labels(panel, side));
  }

  /** As many as there is room for. */
  private static List<Label> labels(Panel panel, int side) {
    int cells = panel.labels().size();
    int room = Math.clamp(side / WIDEST_LABEL, 1, MOST_LABELS);
    int every = Math.max(1, Math.ceilDiv(cells, room));
    return IntStream.range(0, cells)
        .filter(cell -> cell % every == 0)
        .boxed()
        .flatMap(
            cell -> {
              double middle = (cell + 0.5) * side / cells;
              String text = panel.labels().get(cell);
              return Stream.of(
                  new Label("-6", number(middle + 4), "end", text),
                  new Label(number(middle), number(side + 15), "middle", text));
            })
        .toList();
  }

  private static String number(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
