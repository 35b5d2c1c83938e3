package io.sparsed.bench.chart;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Named series of points over two axes.
 *
 * @param title stands above it; empty: none
 * @param series at least one, no two of the same name; drawn in this order
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
  /** Copies the series. */
  public Chart {
    series = List.copyOf(series);
    if (series.isEmpty()) {
      throw new IllegalArgumentException("a chart shows at least one series");
    }
    Set<String> names = new HashSet<>();
    for (Series each : series) {
      if (!names.add(each.name())) {
        throw new IllegalArgumentException("two series are called " + each.name());
      }
      x.check(each.points().stream().mapToDouble(Series.Point::x));
      y.check(each.points().stream().mapToDouble(Series.Point::y));
    }
  }
}
