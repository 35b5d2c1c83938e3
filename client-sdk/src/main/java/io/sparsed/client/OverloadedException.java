package io.sparsed.client;

/** Thrown when the server's queue is full; try again after {@link #retryDelay()}. */
public final class OverloadedException extends SparseDException {
  OverloadedException(Failure failure) {
    super(failure);
  }
}
