package io.sparsed.scheduler.grpc;

/** Thrown where a call did not finish before its scheduler had to end. */
final class ShuttingDownException extends RuntimeException {

  ShuttingDownException() {
    super("this scheduler shuts down; go on at another one with what was received so far");
  }
}
