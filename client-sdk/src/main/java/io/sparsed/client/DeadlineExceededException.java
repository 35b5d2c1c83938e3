package io.sparsed.client;

/** Thrown when the answer takes longer than its deadline allows. */
public final class DeadlineExceededException extends SparseDException {
  DeadlineExceededException(Failure failure) {
    super(failure);
  }
}
