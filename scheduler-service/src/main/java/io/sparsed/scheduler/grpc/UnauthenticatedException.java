package io.sparsed.scheduler.grpc;

/** Thrown when a call lacks the bearer token of a known client. */
final class UnauthenticatedException extends RuntimeException {

  UnauthenticatedException() {
    super("send the header \"authorization: Bearer TOKEN\" with a token that this scheduler knows");
  }
}
