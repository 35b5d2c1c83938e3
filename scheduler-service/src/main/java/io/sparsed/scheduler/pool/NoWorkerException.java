package io.sparsed.scheduler.pool;

/** No worker can take the call now. */
public final class NoWorkerException extends RuntimeException {

  /** Says for what no worker is ready. */
  public NoWorkerException(String message) {
    super(message);
  }
}
