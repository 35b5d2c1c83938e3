package io.sparsed.scheduler.pool;

/**
 * An ArtifactCopies tells placement which workers hold an artifact that a forward needs, and what
 * it costs to give it to another one. Thread-safe.
 */
interface ArtifactCopies {

  /** Returns true if the worker holds the artifact, as far as is known. */
  boolean isAt(Worker worker);

  /** Returns true if a copy can be sent; otherwise the origin must run again. */
  boolean canBeSent();

  /** Returns the size of the artifact in bytes. */
  long bytes();

  /** Returns the work of running the origin again. */
  StepCost originCost();

  /** Begins to send the artifact to a worker and returns at once. */
  void copyTo(Worker worker);
}
