package io.sparsed.client;

/** The server has too much to do; try again after {@link #retryDelay()}. */
public final class OverloadedException extends SparseDException {
  OverloadedException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
