package io.sparsed.bench.quality;

/**
 * A score: right answers out of all.
 *
 * @param correct number of right answers, from 0 to {@code count}
 * @param count number of answers, at least 1
 */
record Score(int correct, int count) {
  /** The normal distribution's 97.5 % quantile: 95 % lie between its negative and itself. */
  private static final double Z = 1.959964;

  /** Throws if the score is empty. */
  Score {
    if (count < 1 || correct < 0 || correct > count) {
      throw new IllegalArgumentException(correct + " of " + count + " is no score");
    }
  }

  /** Returns the share of right answers, in [0, 1]. */
  double accuracy() {
    return (double) correct / count;
  }

  /** Returns the lower end of the 95 % interval (Wilson's score interval for a binomial share). */
  double low() {
    return Math.max(0, center() - halfWidth());
  }

  /** Returns the upper end of the 95 % interval. */
  double high() {
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
