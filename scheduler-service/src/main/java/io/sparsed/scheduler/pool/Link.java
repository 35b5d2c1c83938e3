package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** A Link predicts the time of transfers to and from a worker from earlier ones. Thread-safe. */
final class Link {

  private static final double WEIGHT = 0.3;

  /** The bandwidth before one is measured: a gigabit a second. */
  private static final double ASSUMED_BYTES_PER_SECOND = 125e6;

  /** The time of a transfer of nothing. */
  private static final double LATENCY_SECONDS = 1e-3;

  @GuardedBy("this")
  private double bytesPerSecond = ASSUMED_BYTES_PER_SECOND;

  /** Returns the expected time of a transfer in seconds. */
  synchronized double seconds(long bytes) {
    return LATENCY_SECONDS + bytes / bytesPerSecond;
  }

  /** Learns from a transfer, unless it was too short to tell the bandwidth. */
  synchronized void learn(long bytes, double seconds) {
    if (seconds > 2 * LATENCY_SECONDS) {
      double measured = bytes / (seconds - LATENCY_SECONDS);
      bytesPerSecond += WEIGHT * (measured - bytesPerSecond);
    }
  }
}
