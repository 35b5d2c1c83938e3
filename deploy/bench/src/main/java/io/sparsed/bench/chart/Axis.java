package io.sparsed.bench.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * An axis of a chart.
 *
 * @param title what is measured, with its unit
 * @param isLogarithmic equal ratios are equally far, with ticks at powers of two
 * @param min lowest value; NaN: that of the series
 * @param max highest value; NaN: that of the series
 */
public record Axis(String title, boolean isLogarithmic, double min, double max) {
  private static final double LOG_2 = Math.log(2);
  private static final int MOST_TICKS = 9;

  /** Free room at both ends of an axis that covers the series, as a share of their extent. */
  private static final double ROOM = 0.03;

  /** Throws if the range is empty. */
  public Axis {
    if (min >= max) {
      throw new IllegalArgumentException("no range from %s to %s".formatted(min, max));
    }
  }

  /**
   * A tick of an axis.
   *
   * @param place share of the length of the axis, in [0, 1]
   * @param label value at the tick
   */
  record Tick(double place, String label) {}

  /** Returns a linear axis of what the series cover. */
  public static Axis linear(String title) {
    return new Axis(title, false, Double.NaN, Double.NaN);
  }

  /** Returns a logarithmic axis of what the series cover. */
  public static Axis log2(String title) {
    return new Axis(title, true, Double.NaN, Double.NaN);
  }

  /** Returns this axis from {@code min} to {@code max}. */
  public Axis between(double min, double max) {
    return new Axis(title, isLogarithmic, min, max);
  }

  /** Returns this axis with the range of the series, if it has none. */
  Axis covering(List<Series> series, ToDoubleFunction<Series.Point> value) {
    var positions =
        series.stream()
            .flatMap(each -> each.points().stream())
            .mapToDouble(value)
            .map(this::position)
            .summaryStatistics();
    if (!Double.isNaN(min)) {
      return this;
    }
    double low = positions.getMin();
    double high = positions.getMax();
    double room = Math.max(ROOM * (high - low), 1e-3);
    return isLogarithmic
        ? between(value(Math.floor(low)), value(Math.max(Math.ceil(high), Math.floor(low) + 1)))
        : between(low - room, high + room);
  }

  /**
   * Returns where a value lies, as a share of the length of the axis.
   *
   * @throws IllegalArgumentException if it is not on this axis
   */
  double place(double value) {
    return (position(value) - position(min)) / (position(max) - position(min));
  }

  /** Returns the ticks, ascending. */
  List<Tick> ticks() {
    double low = position(min);
    double high = position(max);
    double step = isLogarithmic ? Math.ceil((high - low) / MOST_TICKS) : step(high - low);
    return LongStream.rangeClosed((long) Math.ceil(low / step), (long) Math.floor(high / step))
        .mapToObj(i -> new Tick((i * step - low) / (high - low), label(value(i * step))))
        .toList();
  }

  /** Returns the smallest of 1, 2, 5, 10, ... (times a power of ten) with few enough ticks. */
  private static double step(double extent) {
    double magnitude = Math.pow(10, Math.floor(Math.log10(extent / MOST_TICKS)));
    return DoubleStream.of(1, 2, 5, 10)
        .map(factor -> factor * magnitude)
        .filter(step -> extent / step <= MOST_TICKS)
        .findFirst()
        .orElseThrow();
  }

  private static String label(double value) {
    return value == 0
        ? "0"
        : new BigDecimal(value, new MathContext(value < 1 ? 3 : 12))
            .stripTrailingZeros()
            .toPlainString();
  }

  private double position(double value) {
    if (!Double.isFinite(value) || (isLogarithmic && value <= 0)) {
      throw new IllegalArgumentException(value + " is not on the axis of " + title);
    }
    return isLogarithmic ? Math.log(value) / LOG_2 : value;
  }

  private double value(double position) {
    return isLogarithmic ? Math.pow(2, position) : position;
  }
}
