package io.sparsed.client;

/** The caller stopped the generation, was interrupted, or closed the client. */
public final class CancelledException extends SparseDException {
  CancelledException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
