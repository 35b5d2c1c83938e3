package io.sparsed.scheduler.admission;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An Arrival describes a request to admission: its client, its costs and its deadline.
 *
 * @param client name of the client that sent the request
 * @param priority rank among the requests of that client
 * @param work millions of floating-point operations of all its forwards, above 0
 * @param expectedRun expected duration of the forwards; empty if unknown
 * @param patternBytes memory that its pattern will take, 0 or more
 * @param keyValues memory that its kept keys and values will take on workers
 * @param deadlineNanos time of admission's clock by which it must be answered; empty if there is
 *     none
 */
public record Arrival(
    String client,
    Priority priority,
    double work,
    Optional<Duration> expectedRun,
    long patternBytes,
    KeyValueShare keyValues,
    OptionalLong deadlineNanos) {

  /** Throws unless {@code work} is above 0 and {@code patternBytes} is 0 or more. */
  public Arrival {
    checkArgument(work > 0 && patternBytes >= 0, "work is above 0, patternBytes 0 or more");
  }
}
