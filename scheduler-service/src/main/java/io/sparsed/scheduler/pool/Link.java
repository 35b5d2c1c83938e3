package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** How fast patterns travel to and from a worker, learned from those that did. Thread-safe. */
final class Link {

  private static final double WEIGHT = 0.3;

  /** A gigabit a second, until one is measured. */
  private static final double ASSUMED_BYTES_PER_SECOND = 125e6;

  /** A transfer is a call: it takes this long however little it carries. */
  private static final double LATENCY_SECONDS = 1e-3;

  @GuardedBy("this")
  private double bytesPerSecond = ASSUMED_BYTES_PER_SECOND;

  /** Expected time of a transfer, seconds. */
  synchronized double seconds(long bytes) {
    return LATENCY_SECONDS + bytes / bytesPerSecond;
  }

  /** Learns from a transfer. What hardly took longer than a call says nothing of the bandwidth. */
  synchronized void learn(long bytes, double seconds) {
    if (seconds > 2 * LATENCY_SECONDS) {
      double measured = bytes / (seconds - LATENCY_SECONDS);
      bytesPerSecond += WEIGHT * (measured - bytesPerSecond);
    }
  }
}
