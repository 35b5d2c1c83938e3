package io.sparsed.scheduler.pool;

import java.util.Optional;

/**
 * A kind of state that a forward of a request leaves on its worker: how large it is, and whether it
 * can be moved. Everything else about such state is the same for every kind; see {@link
 * RequestArtifact}.
 */
interface ArtifactKind {

  /** Returns the size of the artifact in bytes. */
  long bytes();

  /**
   * Throws a {@link WorkerException.Kind#FAULT} unless the origin left what was expected.
   *
   * @param worker worker that ran the origin
   * @param result what it answered
   */
  void checkMade(Worker worker, Forwarded result);

  /** Returns the way in which copies move; empty if the artifact can only be made again. */
  Optional<Transfer> transfer();

  /** Moves an artifact between workers, through a copy that the scheduler keeps. Thread-safe. */
  interface Transfer {

    /** Returns true if the scheduler would keep a copy of this size. */
    boolean canBeKept();

    /** Fetches the artifact from a worker that holds it, and keeps the copy. */
    void fetch(Worker worker);

    /** Returns true if a copy is kept now. */
    boolean isKept();

    /** Sends the copy that is kept; returns false if there is none. */
    boolean send(Worker worker);

    /** Forgets the copy. */
    void forget();
  }
}
