package io.sparsed.client;

/** Thrown when the server fails, or sends a response that this client cannot read. */
public final class InternalException extends SparseDException {
  InternalException(Failure failure) {
    super(failure);
  }
}
