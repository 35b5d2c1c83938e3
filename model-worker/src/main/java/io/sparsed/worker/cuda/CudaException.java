package io.sparsed.worker.cuda;

/** Thrown when a CUDA kernel refuses its arguments or fails. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CudaException(String function, int code, String meaning) {
    super("%s: %s (%d)".formatted(function, meaning, code));
  }
}
