package io.sparsed.scheduler.admission;

import java.time.Duration;

/** Thrown when a request would be answered after its deadline. */
public final class DeadlineUnreachableException extends RuntimeException {

  private final Duration left;
  private final Duration wait;
  private final Duration run;

  DeadlineUnreachableException(Duration left, Duration wait, Duration run) {
    super(
        "the deadline cannot be met: %d ms are left, and about %d ms in the queue and %d ms to run are expected; %s"
            .formatted(left.toMillis(), wait.toMillis(), run.toMillis(), advice(left, wait, run)));
    this.left = left;
    this.wait = wait;
    this.run = run;
  }

  /** Returns the expected time in the queue, after which the same request would run at once. */
  public Duration expectedWait() {
    return wait;
  }

  /** Returns the expected duration of the request's forwards. */
  public Duration expectedRun() {
    return run;
  }

  /** Returns true if the request would meet its deadline without a queue, so that a retry helps. */
  public boolean fitsLater() {
    return run.compareTo(left) <= 0;
  }

  private static String advice(Duration left, Duration wait, Duration run) {
    String longer = "what fits is a deadline of %d ms".formatted(wait.plus(run).toMillis());
    Duration toRun = left.minus(wait);
    return toRun.isPositive() && run.isPositive()
        ? longer + ", or %d%% of the work".formatted(100 * toRun.toNanos() / run.toNanos())
        : longer;
  }
}
