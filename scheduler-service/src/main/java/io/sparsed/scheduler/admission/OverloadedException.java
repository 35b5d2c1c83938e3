package io.sparsed.scheduler.admission;

import java.time.Duration;

/** As many requests as may wait are waiting already. */
public final class OverloadedException extends RuntimeException {

  private final int maxWaiting;
  private final Duration retryAfter;

  OverloadedException(int running, int maxWaiting, Duration retryAfter) {
    super(running + " requests are running and " + maxWaiting + " are waiting; try again later");
    this.maxWaiting = maxWaiting;
    this.retryAfter = retryAfter;
  }

  /** Requests that may wait. */
  public int maxWaiting() {
    return maxWaiting;
  }

  /** When to try again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
