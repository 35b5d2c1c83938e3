package io.sparsed.worker.cuda;

/** A CUDA kernel was refused or failed. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CudaException(String function, int code, String meaning) {
    super("%s: %s (%d)".formatted(function, meaning, code));
  }
}
