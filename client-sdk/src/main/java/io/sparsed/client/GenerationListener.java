package io.sparsed.client;

/**
 * A GenerationListener receives the events of one generation. The client calls it from its own
 * threads, one call at a time, and the server waits for a slow listener. The last call is {@link
 * #onEvent} with an {@link Event.Finished}, or {@link #onError}.
 */
public interface GenerationListener {
  /** Receives an event. An exception cancels the generation, and is passed to {@link #onError}. */
  void onEvent(Event event);

  /** Receives the failure of the generation, a {@link CancelledException} if it was cancelled. */
  void onError(SparseDException error);
}
