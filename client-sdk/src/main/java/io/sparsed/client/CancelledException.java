package io.sparsed.client;

/** Thrown when the caller cancels the call, is interrupted, or closes the client. */
public final class CancelledException extends SparseDException {
  CancelledException(Failure failure) {
    super(failure);
  }
}
