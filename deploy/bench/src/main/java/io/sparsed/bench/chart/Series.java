package io.sparsed.bench.chart;

import java.util.List;

/**
 * Points of one kind.
 *
 * @param name stands in the legend
 * @param points at least one; a line goes through them in this order
 */
public record Series(String name, Form form, List<Point> points) {
  /** How the points are drawn. */
  public enum Form {
    /** Markers on a line. */
    LINE,
    /** A dashed line without markers: a bound to compare with. */
    REFERENCE,
    /** Markers alone. */
    SCATTER
  }

  /** A point, in the values of the axes. */
  public record Point(double x, double y) {}

  /** Copies the points. */
  public Series {
    points = List.copyOf(points);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a series needs a name");
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("series " + name + " has no points");
    }
  }

  /** Markers on a line. */
  public static Series line(String name, List<Point> points) {
    return new Series(name, Form.LINE, points);
  }

  /** A dashed line without markers. */
  public static Series reference(String name, List<Point> points) {
    return new Series(name, Form.REFERENCE, points);
  }

  /** Markers alone. */
  public static Series scatter(String name, List<Point> points) {
    return new Series(name, Form.SCATTER, points);
  }
}
