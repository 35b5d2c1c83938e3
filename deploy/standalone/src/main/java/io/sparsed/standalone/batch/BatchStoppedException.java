package io.sparsed.standalone.batch;

/** The scheduler cannot be asked now, or not by this caller: the batch stops and can be resumed. */
public final class BatchStoppedException extends RuntimeException {
  BatchStoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
