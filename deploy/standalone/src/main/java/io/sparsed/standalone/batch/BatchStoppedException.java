package io.sparsed.standalone.batch;

/**
 * Thrown when no scheduler can be asked, or not by this caller. Running the batch again resumes.
 */
public final class BatchStoppedException extends RuntimeException {
  BatchStoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
