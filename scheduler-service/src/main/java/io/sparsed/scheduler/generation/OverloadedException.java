package io.sparsed.scheduler.generation;

import java.time.Duration;

/** As many requests as may wait are waiting already. */
public final class OverloadedException extends RuntimeException {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  OverloadedException(int running, int waiting) {
    super(running + " requests are running and " + waiting + " are waiting; try again later");
  }

  /** When to try again. */
  public Duration retryAfter() {
    return RETRY_AFTER;
  }
}
