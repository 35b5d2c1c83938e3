package io.sparsed.scheduler.admission;

import java.time.Duration;

/** A request would be answered after its deadline. */
public final class DeadlineUnreachableException extends RuntimeException {

  private final Duration wait;
  private final Duration run;

  DeadlineUnreachableException(Duration wait, Duration run) {
    super(
        "the deadline cannot be met: about %d ms in the queue and %d ms to run"
            .formatted(wait.toMillis(), run.toMillis()));
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
}
