package io.sparsed.bench.load;

import io.sparsed.client.Answer;
import java.time.Duration;

/** What became of a request. */
sealed interface Outcome {
  /**
   * It was answered.
   *
   * @param latencyNanos since it was due
   */
  record Answered(Answer answer, long latencyNanos) implements Outcome {}

  /**
   * The scheduler has too much to do.
   *
   * @param latencyNanos since it was due
   * @param retryDelay after which the scheduler wants to be asked again
   */
  record Refused(String reason, long latencyNanos, Duration retryDelay) implements Outcome {}

  /** Anything else. */
  record Failed(String reason) implements Outcome {}
}
