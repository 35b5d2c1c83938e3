package io.sparsed.bench.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A chart of lines over two axes.
 *
 * @param title title above it
 * @param x horizontal axis
 * @param y vertical axis
 * @param series at least one; drawn in this order
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
  private static final int PLOT_WIDTH = 620;
  private static final int PLOT_HEIGHT = 420;
  private static final int LEGEND_PITCH = 26;

  /** Okabe and Ito's palette for every kind of color vision, without its yellow. */
  private static final List<String> COLORS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d");

  /** A circle, a square, two triangles and a diamond around the origin. */
  private static final List<String> MARKERS =
      List.of(
          "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
          "M-4 -4h8v8h-8z",
          "M-5 4L0 -5L5 4z",
          "M-5.5 0L0 -5.5L5.5 0L0 5.5z",
          "M-5 -4L0 5L5 -4z");

  /** Throws if there are no lines, or a point is not on its axis. */
  public Chart {
    if (series.isEmpty()) {
      throw new IllegalArgumentException("a chart shows at least one series");
    }
    series = List.copyOf(series);
    x = x.covering(series, Series.Point::x);
    y = y.covering(series, Series.Point::y);
  }

  // The values of the template, in pixels from the corner of the plot.

  private record Drawing(
      Chart chart, String description, List<Tick> across, List<Tick> up, List<Line> lines) {}

  private record Tick(String place, String label) {}

  private record Dot(String x, String y) {}

  private record Line(
      String name, String color, String path, String marker, List<Dot> dots, int legend) {}

  /** Returns the chart as a figure; the same chart gives the same bytes. */
  public Figure figure(String name) {
    String description = "%s against %s".formatted(y.title(), x.title());
    Drawing drawing =
        new Drawing(
            this,
            description,
            x.ticks().stream().map(t -> new Tick(across(t.place()), t.label())).toList(),
            y.ticks().stream().map(t -> new Tick(up(t.place()), t.label())).toList(),
            IntStream.range(0, series.size()).mapToObj(this::line).toList());
    return new Figure(
        name,
        title + ": " + description,
        Template.fill(Chart.class, "chart.svg.mustache", drawing));
  }

  private Line line(int index) {
    Series line = series.get(index);
    List<Dot> dots =
        line.points().stream()
            .map(point -> new Dot(across(x.place(point.x())), up(y.place(point.y()))))
            .toList();
    return new Line(
        line.name(),
        COLORS.get(index % COLORS.size()),
        dots.stream().map(dot -> dot.x() + " " + dot.y()).collect(Collectors.joining("L", "M", "")),
        MARKERS.get(index % MARKERS.size()),
        line.isReference() && dots.size() > 1 ? List.of() : dots,
        index * LEGEND_PITCH);
  }

  private static String across(double place) {
    return pixels(place * PLOT_WIDTH);
  }

  private static String up(double place) {
    return pixels((1 - place) * PLOT_HEIGHT);
  }

  private static String pixels(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
