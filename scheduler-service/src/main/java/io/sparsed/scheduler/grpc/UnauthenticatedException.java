package io.sparsed.scheduler.grpc;

/** Thrown when a call lacks the scheduler's bearer token. */
final class UnauthenticatedException extends RuntimeException {

  UnauthenticatedException() {
    super("send the header \"authorization: Bearer TOKEN\" with this scheduler's token");
  }
}
