package io.sparsed.scheduler.pool;

/** Thrown when no worker of the model is ready. */
public final class NoWorkerException extends RuntimeException {

  /** Creates the exception. */
  public NoWorkerException(String message) {
    super(message);
  }
}
