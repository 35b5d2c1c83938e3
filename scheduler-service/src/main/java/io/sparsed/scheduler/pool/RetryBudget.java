package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The attempts that a pool may repeat: a share of its calls and some a second besides. Whoever
 * comes when it is spent has to wait, not to give up. Thread-safe.
 */
final class RetryBudget {

  private static final int SAVED_SECONDS = 10;

  private final double share;
  private final double perNano;
  private final double most;
  private final LongSupplier nanoClock;

  /** Below 0: attempts that wait for their turn. */
  @GuardedBy("this")
  private double left;

  @GuardedBy("this")
  private long filledAt;

  RetryBudget(Retries retries, LongSupplier nanoClock) {
    this.share = retries.share();
    this.perNano = retries.perSecond() / 1e9;
    this.most = (double) retries.perSecond() * SAVED_SECONDS;
    this.nanoClock = nanoClock;
    this.left = most;
    this.filledAt = nanoClock.getAsLong();
  }

  /** A call begins. */
  synchronized void earn() {
    left = Math.min(most, left + share);
  }

  /** Takes an attempt; the time until it may begin. */
  synchronized Duration spend() {
    long now = nanoClock.getAsLong();
    left = Math.min(most, left + (now - filledAt) * perNano) - 1;
    filledAt = now;
    return left >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-left / perNano));
  }
}
