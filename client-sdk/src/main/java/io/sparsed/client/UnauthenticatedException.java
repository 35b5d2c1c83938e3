package io.sparsed.client;

/** Thrown when the token is missing or wrong, or does not permit the call. */
public final class UnauthenticatedException extends SparseDException {
  UnauthenticatedException(Failure failure) {
    super(failure);
  }
}
