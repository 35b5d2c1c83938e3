package io.sparsed.client;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/** When a call that failed is tried again. Not thread-safe: used by one attempt after the other. */
final class RetryRule {
  private static final int OFFERS = 2;

  private final ResumePolicy policy;
  private final int targets;
  private int failures;

  RetryRule(ResumePolicy policy, int targets) {
    this.policy = policy;
    this.targets = targets;
  }

  /** Something new was heard: failures are counted anew. */
  void news() {
    failures = 0;
  }

  /**
   * How long to wait before the next attempt; empty if there is none.
   *
   * @param isBegun whether a generation is lost otherwise
   */
  Optional<Duration> pauseAfter(Status status, Metadata trailers, boolean isBegun) {
    failures++;
    int limit = isBegun ? policy.attempts() : Math.min(policy.attempts(), offers());
    if (failures > limit) {
      return Optional.empty();
    }
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          Optional.of(failures < targets ? Duration.ZERO : policy.backoff(failures - targets + 1));
      // Whoever began nothing is told that there is no room; what runs already waits for it.
      case RESOURCE_EXHAUSTED ->
          isBegun ? Failures.toException(status, trailers).retryDelay() : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A scheduler that was only just lost may be the one that is asked first. */
  private int offers() {
    return Math.max(OFFERS, targets) - 1;
  }
}
