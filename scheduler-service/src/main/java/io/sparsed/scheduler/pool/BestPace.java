package io.sparsed.scheduler.pool;

/**
 * A BestPace keeps the least pace of the last ten to twenty minutes, in seconds per million
 * floating-point operations. Not thread-safe.
 */
final class BestPace {

  private static final long PERIOD_NANOS = 600_000_000_000L;

  private double best = Double.MAX_VALUE;
  private double bestBefore = Double.MAX_VALUE;
  private long periodStart;

  /** Creates a pace of nothing as yet, at a time in nanoseconds. */
  BestPace(long nanos) {
    periodStart = nanos;
  }

  /** Adds a measurement. */
  void add(double pace, long nanos) {
    advance(nanos);
    best = Math.min(best, pace);
  }

  /** Returns the pace that was kept, or {@code pace} if that is less. */
  double orBetter(double pace, long nanos) {
    advance(nanos);
    return Math.min(pace, Math.min(best, bestBefore));
  }

  private void advance(long nanos) {
    long periods = (nanos - periodStart) / PERIOD_NANOS;
    if (periods > 0) {
      bestBefore = periods == 1 ? best : Double.MAX_VALUE;
      best = Double.MAX_VALUE;
      periodStart += periods * PERIOD_NANOS;
    }
  }
}
