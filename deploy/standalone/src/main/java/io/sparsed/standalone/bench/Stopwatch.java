package io.sparsed.standalone.bench;

import java.util.Arrays;

/** Runs work several times after a warm-up and keeps the times. */
final class Stopwatch {
  private Stopwatch() {}

  /**
   * The times of each run, sorted, in milliseconds.
   *
   * @param runs how many are timed, after as many again (at most 3) for warm-up
   */
  static double[] millis(int runs, Runnable work) {
    for (int i = 0; i < Math.min(3, runs); i++) {
      work.run();
    }
    var times = new double[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(times);
    return times;
  }

  /** The middle of sorted times. */
  static double median(double... sorted) {
    return sorted[sorted.length / 2];
  }
}
