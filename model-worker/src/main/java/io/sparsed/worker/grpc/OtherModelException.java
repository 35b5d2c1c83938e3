package io.sparsed.worker.grpc;

/** Thrown if a forward is meant for a model that this worker does not hold, or holds no more. */
final class OtherModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OtherModelException(String meant, String held) {
    super("the forward is meant for the model " + meant + ", this worker holds " + held);
  }
}
