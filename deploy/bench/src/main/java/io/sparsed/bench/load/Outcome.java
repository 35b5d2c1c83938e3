package io.sparsed.bench.load;

import io.sparsed.client.Answer;
import java.time.Duration;

/** The outcome of a request. */
sealed interface Outcome {
  /**
   * An answered request.
   *
   * @param answer the answer
   * @param latencyNanos nanoseconds since it was due
   */
  record Answered(Answer answer, long latencyNanos) implements Outcome {}

  /**
   * A request that an overloaded scheduler refused.
   *
   * @param reason machine-readable reason
   * @param latencyNanos nanoseconds since it was due
   * @param retryDelay time after which the scheduler wants to be asked again
   */
  record Refused(String reason, long latencyNanos, Duration retryDelay) implements Outcome {}

  /**
   * A failed request, or one whose answer is incomplete.
   *
   * @param reason machine-readable reason
   */
  record Failed(String reason) implements Outcome {}
}
