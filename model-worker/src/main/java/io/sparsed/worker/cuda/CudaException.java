package io.sparsed.worker.cuda;

/** Thrown when a CUDA kernel refuses its arguments, fails, or computes wrongly. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param work name of the kernel's work
   * @param code error code; 0 if the kernel returned none
   */
  public CudaException(String work, int code, String meaning) {
    super("%s: %s (%d)".formatted(work, meaning, code));
  }
}
