package io.sparsed.scheduler.generation;

import java.time.Duration;

/** An EventSink receives the events of one generation. */
@FunctionalInterface
public interface EventSink {

  /**
   * Takes an event. Blocks while the receiver is slow, so that events never pile up.
   *
   * @throws java.util.concurrent.CancellationException if the receiver is gone
   */
  void emit(GenerationEvent event);

  /** Waits until an event would be taken at once, and returns false if that takes longer. */
  default boolean awaitReady(Duration patience) {
    return true;
  }
}
