package io.sparsed.worker.cuda;

/** The library of kernels cannot be used here; the message says why. */
final class NoKernelsException extends Exception {
  private static final long serialVersionUID = 1L;

  NoKernelsException(String reason) {
    super(reason);
  }
}
