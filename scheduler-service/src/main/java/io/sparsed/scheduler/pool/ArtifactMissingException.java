package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a worker lacks an artifact that a forward needs. It is given the artifact and the
 * forward is repeated; a worker that keeps losing it holds too many others and counts as busy.
 */
public final class ArtifactMissingException extends WorkerException {

  /** Makes an exception that names the worker in its message. */
  public ArtifactMissingException(String message, @Nullable Throwable cause) {
    super(Kind.BUSY, message, cause);
  }
}
