package io.sparsed.scheduler.admission;

import java.time.Duration;
import java.util.Locale;

/** Thrown when a request would be answered after its deadline. */
public final class DeadlineUnreachableException extends RuntimeException {

  private final Duration left;
  private final Duration wait;
  private final Duration run;

  /**
   * Creates the exception.
   *
   * @param aheadMegaflops work to be done before the request begins
   * @param megaflops work of the request
   */
  DeadlineUnreachableException(
      Duration left, Duration wait, double aheadMegaflops, Duration run, double megaflops) {
    super(
        "the deadline cannot be met: %d ms are left, and about %d ms in the queue%s and %d ms to run%s are expected; %s"
            .formatted(
                left.toMillis(),
                wait.toMillis(),
                speed(aheadMegaflops, wait),
                run.toMillis(),
                speed(megaflops, run),
                advice(left, wait, run)));
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

  /** Returns the numbers behind a time; nothing where there is none. */
  private static String speed(double megaflops, Duration time) {
    return time.isPositive()
        ? String.format(
            Locale.ROOT,
            " (%.4g GFLOP at %.4g GFLOP/s)",
            megaflops / 1e3,
            megaflops * 1e6 / time.toNanos())
        : "";
  }

  private static String advice(Duration left, Duration wait, Duration run) {
    String longer = "what fits is a deadline of %d ms".formatted(wait.plus(run).toMillis());
    Duration toRun = left.minus(wait);
    return toRun.isPositive() && run.toMillis() > 0
        ? longer
            + ", or %d%% of the work".formatted((long) (100.0 * toRun.toMillis() / run.toMillis()))
        : longer;
  }
}
