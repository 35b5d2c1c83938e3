package io.sparsed.client;

/** The token is missing, wrong, or not allowed to do this. */
public final class UnauthenticatedException extends SparseDException {
  UnauthenticatedException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
