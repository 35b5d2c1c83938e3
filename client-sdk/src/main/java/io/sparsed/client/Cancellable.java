package io.sparsed.client;

/** A generation that can be stopped; thread-safe. */
@FunctionalInterface
public interface Cancellable {
  /** Stops the generation at its next step and frees the server. Does nothing once it has ended. */
  void cancel();
}
