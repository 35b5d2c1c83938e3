package io.sparsed.scheduler.admission;

import java.time.Duration;

/** A request would be answered after its deadline. */
public final class DeadlineUnreachableException extends RuntimeException {

  private final Duration left;
  private final Duration wait;
  private final Duration run;

  DeadlineUnreachableException(Duration left, Duration wait, Duration run) {
    super(
        "the deadline cannot be met: %d ms are left, and about %d ms in the queue and %d ms to run are expected; %s"
            .formatted(
                left.toMillis(), wait.toMillis(), run.toMillis(), whatFits(left, wait, run)));
    this.left = left;
    this.wait = wait;
    this.run = run;
  }

  /** Expected time in the queue: after it, the same request would begin at once. */
  public Duration expectedWait() {
    return wait;
  }

  /** Expected time to run. */
  public Duration expectedRun() {
    return run;
  }

  /** Whether the request would fit if nobody were before it: it may be tried again. */
  public boolean fitsLater() {
    return run.compareTo(left) <= 0;
  }

  private static String whatFits(Duration left, Duration wait, Duration run) {
    String longer = "what fits is a deadline of %d ms".formatted(wait.plus(run).toMillis());
    Duration toRun = left.minus(wait);
    return toRun.isPositive() && run.isPositive()
        ? longer + ", or %d%% of the work".formatted(100 * toRun.toNanos() / run.toNanos())
        : longer;
  }
}
