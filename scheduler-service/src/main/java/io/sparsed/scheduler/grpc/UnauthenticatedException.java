package io.sparsed.scheduler.grpc;

/** A call without the token that this scheduler asks for. */
final class UnauthenticatedException extends RuntimeException {

  UnauthenticatedException() {
    super("send the header \"authorization: Bearer TOKEN\" with this scheduler's token");
  }
}
