package io.sparsed.client;

/** The server cannot be reached, or has no worker for the model now. */
public final class UnavailableException extends SparseDException {
  UnavailableException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
