package io.sparsed.scheduler.admission;

/**
 * How fast requests run beside as many others as run at once: a moving average over those that
 * ended. Not thread-safe.
 */
final class Pace {

  private static final double NEWEST_SHARE = 0.1;

  private double nanosPerWork;

  /** Learns from a request that was answered. */
  void add(double work, long nanos) {
    double seen = nanos / work;
    nanosPerWork = nanosPerWork == 0 ? seen : nanosPerWork + NEWEST_SHARE * (seen - nanosPerWork);
  }

  /** The expected time of {@code work} in nanoseconds; 0 while nothing is known. */
  double nanos(double work) {
    return work * nanosPerWork;
  }
}
