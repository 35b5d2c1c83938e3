package io.sparsed.client;

import java.time.Duration;

/**
 * Timings hold the durations of a generation's parts. Those of a resumed generation begin when it
 * was resumed.
 */
public final class Timings extends WireValue<io.sparsed.v1.Timings> {
  Timings(io.sparsed.v1.Timings message) {
    super(message);
  }

  /** {@return the time from the arrival of the request to the last event} */
  public Duration total() {
    return duration(message.getTotal());
  }

  /** {@return the time until the request was admitted} */
  public Duration queued() {
    return duration(message.getQueued());
  }

  /** {@return the time of all dense steps in workers, except the one that took the pattern} */
  public Duration dense() {
    return duration(message.getDense());
  }

  /** {@return the time of the step that took the pattern} */
  public Duration select() {
    return duration(message.getSelect());
  }

  /** {@return the time of all sparse steps in workers} */
  public Duration sparse() {
    return duration(message.getSparse());
  }
}
