package io.sparsed.client;

/**
 * Hears a generation, one call at a time, on threads of the client. The server is slowed down to
 * what the listener takes. The last call is {@link #onEvent} with {@link Event.Finished} or {@link
 * #onError}.
 */
public interface GenerationListener {
  /** Something happened. An exception from here cancels the generation and comes back as error. */
  void onEvent(Event event);

  /** The generation failed or was cancelled ({@link CancelledException}). */
  void onError(SparseDException error);
}
