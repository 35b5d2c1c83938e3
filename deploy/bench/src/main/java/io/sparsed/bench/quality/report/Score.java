package io.sparsed.bench.quality.report;

/**
 * Right answers out of all.
 *
 * @param correct from 0 to {@code count}
 * @param count at least 1
 */
public record Score(int correct, int count) {
  /** The normal distribution's 97.5 % quantile: 95 % lie between its negative and itself. */
  private static final double Z = 1.959964;

  /** Refuses an empty score. */
  public Score {
    if (count < 1 || correct < 0 || correct > count) {
      throw new IllegalArgumentException(correct + " of " + count + " is no score");
    }
  }

  /** The share of right answers, in [0, 1]. */
  public double accuracy() {
    return (double) correct / count;
  }

  /** Lower end of the 95 % interval (Wilson's score interval for a binomial share). */
  public double low() {
    return Math.max(0, center() - halfWidth());
  }

  /** Upper end of the 95 % interval. */
  public double high() {
    return Math.min(1, center() + halfWidth());
  }

  private double center() {
    return (accuracy() + Z * Z / (2 * count)) / (1 + Z * Z / count);
  }

  private double halfWidth() {
    double variance = accuracy() * (1 - accuracy()) / count + Z * Z / (4.0 * count * count);
    return Z * Math.sqrt(variance) / (1 + Z * Z / count);
  }
}
