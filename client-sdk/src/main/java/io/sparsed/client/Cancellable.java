package io.sparsed.client;

/** A Cancellable stops a running generation. Thread-safe. */
@FunctionalInterface
public interface Cancellable {
  /** Stops the generation at its next step. Does nothing after the generation has ended. */
  void cancel();
}
