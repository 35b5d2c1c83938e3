package io.sparsed.scheduler.pool;

/** The copies of an artifact that a forward needs, as placement weighs them. Thread-safe. */
interface ArtifactCopies {

  /** Returns true if the worker holds the artifact, as far as is known. */
  boolean isAt(Worker worker);

  /** Returns true if it can be sent; otherwise its origin must run again on a worker without it. */
  boolean canBeSent();

  /** Returns the size of the artifact in bytes. */
  long bytes();

  /** Returns the work of running its origin again. */
  StepCost originCost();

  /** Begins to send the artifact to a worker and returns at once. */
  void copyTo(Worker worker);
}
