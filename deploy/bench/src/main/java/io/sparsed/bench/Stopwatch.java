package io.sparsed.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/** Runs work several times after a warm-up and keeps the times. */
final class Stopwatch {
  private static final int MAX_WARM_UP = 3;

  private Stopwatch() {}

  /**
   * The times of each run, sorted, in milliseconds.
   *
   * @param runs how many are timed, after as many again (at most 3) for warm-up
   * @param work tells how long it took
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

  /** The middle of sorted times. */
  static double median(double... sorted) {
    return sorted[sorted.length / 2];
  }
}
