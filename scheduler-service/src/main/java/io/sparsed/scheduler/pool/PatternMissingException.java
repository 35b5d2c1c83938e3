package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * The worker lacks the pattern of a sparse forward: give it the pattern and repeat. One that keeps
 * losing it holds too many others and is busy.
 */
public final class PatternMissingException extends WorkerException {

  /** Says which worker. */
  public PatternMissingException(String message, @Nullable Throwable cause) {
    super(Kind.BUSY, message, cause);
  }
}
