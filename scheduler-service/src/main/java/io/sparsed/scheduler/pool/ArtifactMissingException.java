package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a worker lacks an artifact that a forward needs. The worker is given the artifact and
 * the forward is repeated; a worker that keeps losing artifacts has too many and counts as busy.
 */
public final class ArtifactMissingException extends WorkerException {

  /** Creates the exception; its message names the worker. */
  public ArtifactMissingException(String message, @Nullable Throwable cause) {
    super(Kind.BUSY, message, cause);
  }
}
