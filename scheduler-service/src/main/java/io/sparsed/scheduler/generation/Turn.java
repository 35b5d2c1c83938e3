package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.admission.Admission;
import io.sparsed.scheduler.admission.Arrival;
import io.sparsed.scheduler.admission.Permit;
import java.time.Duration;

/**
 * A Turn is the place of a request among the running ones. It is given up while the client does not
 * read, and waited for again. Owned by the request's thread.
 */
final class Turn implements EventSink, AutoCloseable {

  /** Time that a client may take before its place goes to others. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Admission admission;
  private final Arrival arrival;
  private final EventSink events;
  private Permit permit;
  private boolean interrupted;

  /** Waits for the place; throws as {@link Admission#enter} does. */
  Turn(Admission admission, Arrival arrival, EventSink events) {
    this.admission = admission;
    this.arrival = arrival;
    this.events = events;
    this.permit = admission.enter(arrival);
  }

  @Override
  public void emit(GenerationEvent event) {
    boolean isRead = events.awaitReady(PATIENCE);
    if (!isRead) {
      permit.close();
      interrupted = true;
    }
    events.emit(event);
    if (!isRead && !(event instanceof GenerationEvent.Finished)) {
      permit = admission.enter(arrival);
    }
  }

  /** Reports that the request was answered; one that paused tells nothing about speed. */
  void answered() {
    if (!interrupted) {
      permit.answered();
    }
  }

  @Override
  public void close() {
    permit.close();
  }
}
