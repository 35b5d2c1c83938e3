package io.sparsed.scheduler.admission;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What admission knows of a request.
 *
 * @param client who sent it
 * @param priority among the requests of that client
 * @param work that it asks for, above 0: operations of its forwards
 * @param expectedRun time that they should take; empty: nobody knows
 * @param patternBytes memory that its pattern will take, 0 or more
 * @param deadlineNanos when its answer is worth nothing any more, by admission's clock
 */
public record Arrival(
    String client,
    Priority priority,
    double work,
    Optional<Duration> expectedRun,
    long patternBytes,
    OptionalLong deadlineNanos) {

  /** Refuses what no request can ask for. */
  public Arrival {
    if (!(work > 0) || patternBytes < 0) {
      throw new IllegalArgumentException("work is above 0, patternBytes 0 or more");
    }
  }
}
