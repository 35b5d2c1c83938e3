package io.sparsed.client;

/**
 * A GenerationListener receives the events of one generation. The client calls it from its own
 * threads, one call at a time, and the server waits for a slow listener. The last call is {@link
 * #onEvent} with an {@link Event.Finished}, or {@link #onError}.
 */
public interface GenerationListener {
  /**
   * Receives an event. What it throws ends the generation, and is passed to {@link #onError}.
   *
   * @param event the event
   */
  void onEvent(Event event);

  /**
   * Receives why the generation failed.
   *
   * @param error a {@link SparseDException}, a {@link CancelledException} if the generation was
   *     cancelled, or what {@link #onEvent} threw
   */
  void onError(Throwable error);
}
