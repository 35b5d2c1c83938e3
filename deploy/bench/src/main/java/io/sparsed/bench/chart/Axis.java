package io.sparsed.bench.chart;

import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What an axis shows.
 *
 * @param title what is measured, with its unit
 * @param range what is shown, in the axis's values; empty: whatever the series cover
 */
public record Axis(String title, Scale scale, Optional<Range> range) {
  private static final double LOG_2 = Math.log(2);

  /** How values become distances. */
  public enum Scale {
    /** Equal differences. */
    LINEAR,
    /** Equal ratios, with a tick at each power of two: for lengths, sizes and times. */
    LOG_2
  }

  /**
   * The values that are shown.
   *
   * @param min below {@code max}
   */
  public record Range(double min, double max) {
    /** Refuses an empty range. */
    public Range {
      if (!(min < max)) {
        throw new IllegalArgumentException("no range from %s to %s".formatted(min, max));
      }
    }
  }

  /** Refuses a range that the scale cannot show. */
  public Axis {
    check(scale, range.stream().flatMapToDouble(shown -> DoubleStream.of(shown.min, shown.max)));
  }

  /** Shows what the series cover, by differences. */
  public static Axis linear(String title) {
    return new Axis(title, Scale.LINEAR, Optional.empty());
  }

  /** Shows what the series cover, by ratios. */
  public static Axis log2(String title) {
    return new Axis(title, Scale.LOG_2, Optional.empty());
  }

  /** The same axis from {@code min} to {@code max}. */
  public Axis between(double min, double max) {
    return new Axis(title, scale, Optional.of(new Range(min, max)));
  }

  /** Where a value lies, in units of the paper. */
  double position(double value) {
    return switch (scale) {
      case LINEAR -> value;
      case LOG_2 -> Math.log(value) / LOG_2;
    };
  }

  void check(DoubleStream values) {
    check(scale, values);
  }

  private static void check(Scale scale, DoubleStream values) {
    values.forEach(
        value -> {
          if (!Double.isFinite(value) || (scale == Scale.LOG_2 && value <= 0)) {
            throw new IllegalArgumentException(value + " is not on a " + scale + " axis");
          }
        });
  }
}
