package io.sparsed.scheduler.pool;

import java.util.Optional;

/**
 * An ArtifactKind defines what is special about one kind of {@link RequestArtifact}: its size, its
 * check, and whether it can be moved between workers.
 */
interface ArtifactKind {

  /** Returns the type of the artifact. */
  ArtifactType type();

  /** Returns the size of the artifact in bytes. */
  long bytes();

  /** Throws a {@link WorkerException.Kind#FAULT} unless the origin's result is the expected one. */
  void checkMade(Worker worker, ForwardResult result);

  /** Counts the memory of the artifact on a worker, which holds it from now on. */
  default void cameTo(Worker worker) {}

  /** Counts it no longer: the worker does not hold the artifact any more. */
  default void wentFrom(Worker worker) {}

  /** Returns the transfer that moves copies; empty if the artifact can only be made again. */
  Optional<Transfer> transfer();

  /** A Transfer moves an artifact between workers through a copy in the scheduler. Thread-safe. */
  interface Transfer {

    /** Returns true if the scheduler would keep a copy of this size. */
    boolean canBeKept();

    /** Fetches the artifact from a worker that holds it, and keeps the copy. */
    void fetch(Worker worker);

    /** Returns true if a copy is kept now. */
    boolean isKept();

    /** Sends the kept copy to a worker; returns false if there is none. */
    boolean send(Worker worker);

    /** Forgets the kept copy. */
    void forget();
  }
}
