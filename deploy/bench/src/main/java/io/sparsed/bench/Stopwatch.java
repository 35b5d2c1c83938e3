package io.sparsed.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/** Times work in several runs after a warm-up. */
final class Stopwatch {
  private static final int MAX_WARM_UP = 3;

  private Stopwatch() {}

  /**
   * Returns the times of the runs in milliseconds, ascending.
   *
   * @param runs timed runs, after as many again (at most 3) for warm-up
   * @param work work that returns the time it took
   */
  static double[] millis(int runs, Supplier<Duration> work) {
    for (int i = 0; i < Math.min(MAX_WARM_UP, runs); i++) {
      var _ = work.get();
    }
    var times = new double[runs];
    for (int i = 0; i < runs; i++) {
      times[i] = work.get().toNanos() / 1e6;
    }
    Arrays.sort(times);
    return times;
  }

  /** Returns the median of sorted times, the upper one of two. */
  static double median(double... sorted) {
    return sorted[sorted.length / 2];
  }
}
