package io.sparsed.bench.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name name in the legend
 * @param isReference dashed and without markers: a bound to compare with
 * @param points at least one; the line goes through them in this order
 */
public record Series(String name, boolean isReference, List<Point> points) {
  /**
   * A point of a line.
   *
   * @param x value on the horizontal axis
   * @param y value on the vertical axis
   */
  public record Point(double x, double y) {}

  /** Throws if the name is blank, or there are no points. */
  public Series {
    points = List.copyOf(points);
    if (name.isBlank() || points.isEmpty()) {
      throw new IllegalArgumentException("series '%s' has no name or no points".formatted(name));
    }
  }

  /** Returns a solid line. */
  public static Series line(String name, List<Point> points) {
    return new Series(name, false, points);
  }

  /** Returns a dashed line. */
  public static Series reference(String name, List<Point> points) {
    return new Series(name, true, points);
  }
}
