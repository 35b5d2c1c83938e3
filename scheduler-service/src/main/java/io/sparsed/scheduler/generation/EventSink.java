package io.sparsed.scheduler.generation;

/** Where a generation's events go. */
@FunctionalInterface
public interface EventSink {

  /**
   * Takes an event. Blocks while the receiver is slow, so that events never pile up.
   *
   * @throws java.util.concurrent.CancellationException if the receiver is gone
   */
  void emit(GenerationEvent event);
}
