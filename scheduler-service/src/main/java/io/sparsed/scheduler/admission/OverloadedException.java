package io.sparsed.scheduler.admission;

import java.time.Duration;

/** Thrown when a request may not wait because the queue is full. */
public final class OverloadedException extends RuntimeException {

  private final int maxWaiting;
  private final Duration retryAfter;

  OverloadedException(int running, int maxWaiting, Duration retryAfter) {
    super(running + " requests are running and " + maxWaiting + " are waiting; try again later");
    this.maxWaiting = maxWaiting;
    this.retryAfter = retryAfter;
  }

  /** Returns the number of requests that may wait. */
  public int maxWaiting() {
    return maxWaiting;
  }

  /** Returns the time after which a retry makes sense, from 1 to 60 seconds. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
