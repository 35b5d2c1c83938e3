package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A RetryBudget limits the repetitions of a pool to a share of its calls and a number a second
 * besides. A repetition that exceeds the budget waits and does not fail. Thread-safe.
 */
final class RetryBudget {

  private static final int SAVED_SECONDS = 10;

  private final double share;
  private final double perNano;
  private final double most;
  private final LongSupplier nanoClock;

  /** The repetitions that are left; below 0 is the number of those that wait. */
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

  /** Adds the share of a new call to the budget. */
  synchronized void earn() {
    left = Math.min(most, left + share);
  }

  /** Takes one repetition from the budget and returns the time to wait before it. */
  synchronized Duration spend() {
    long now = nanoClock.getAsLong();
    left = Math.min(most, left + (now - filledAt) * perNano) - 1;
    filledAt = now;
    return left >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-left / perNano));
  }
}
