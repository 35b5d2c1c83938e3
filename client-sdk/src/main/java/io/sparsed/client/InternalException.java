package io.sparsed.client;

/** The server failed, or answered what this client does not understand. */
public final class InternalException extends SparseDException {
  InternalException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
