package io.sparsed.worker.cuda;

/** Thrown when the library of kernels cannot be used; the message says why. */
final class NoKernelsException extends Exception {
  private static final long serialVersionUID = 1L;

  NoKernelsException(String reason) {
    super(reason);
  }
}
