package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/** Thrown when a worker fails a call. */
public class WorkerException extends RuntimeException {

  /** A Kind of failure decides which workers the call may be repeated on. */
  public enum Kind {
    /** The worker is away or takes no calls; any worker may be tried, this one later. */
    UNAVAILABLE,
    /** The connection broke while the worker ran the call; any worker may be tried. */
    LOST,
    /** The worker did not answer in time; any worker may be tried. */
    LATE,
    /** The worker's queue is full; any worker may be tried, this one later. */
    BUSY,
    /** The worker failed; only others may be tried. */
    FAULT,
    /** The worker refused the call as every other worker would; none is tried. */
    REFUSED
  }

  private final Kind kind;

  /** Creates the exception; its message names the worker. */
  public WorkerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns the kind of failure. */
  public Kind kind() {
    return kind;
  }
}
