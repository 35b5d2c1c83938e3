package io.sparsed.client;

/** Thrown when no server can be reached, or the server has no worker for the model. */
public final class UnavailableException extends SparseDException {
  UnavailableException(Failure failure) {
    super(failure);
  }
}
