package io.sparsed.client;

/** The answer took longer than the deadline allows. */
public final class DeadlineExceededException extends SparseDException {
  DeadlineExceededException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
