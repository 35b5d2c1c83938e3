package io.sparsed.scheduler.generation;

/** An EventSink receives the events of one generation. */
@FunctionalInterface
public interface EventSink {

  /**
   * Takes an event. Blocks while the receiver is slow, so that events never pile up.
   *
   * @throws java.util.concurrent.CancellationException if the receiver is gone
   */
  void emit(GenerationEvent event);
}
