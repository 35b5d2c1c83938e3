package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a worker lacks an artifact that a forward needs. The worker is given the artifact and
 * the forward is repeated; a worker that keeps losing artifacts has too many and counts as busy.
 */
public final class ArtifactMissingException extends WorkerException {

  private final ArtifactType type;

  /** Creates the exception; its message names the worker. */
  public ArtifactMissingException(ArtifactType type, String message, @Nullable Throwable cause) {
    super(Kind.BUSY, message, cause);
    this.type = type;
  }

  /** Returns the type of the artifact that is missing. */
  ArtifactType type() {
    return type;
  }
}
