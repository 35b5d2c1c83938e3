package io.sparsed.scheduler.pool;

import org.jspecify.annotations.Nullable;

/** A worker failed a call. */
public class WorkerException extends RuntimeException {

  /** What happened, and so what may help. */
  public enum Kind {
    /** The worker is away or will not take it: any worker may be tried, this one too, later. */
    UNAVAILABLE,
    /** The connection broke while the worker was at it: any worker may be tried. */
    LOST,
    /** The worker did not answer in time: any worker may be tried. */
    LATE,
    /** The worker has more to do than it queues: any worker may be tried, this one too, later. */
    BUSY,
    /** The worker is there and failed: another one may be tried. */
    FAULT,
    /** The worker refused the call: every other one would, too. */
    REFUSED
  }

  private final Kind kind;

  /** Says what went wrong, with the worker's address. */
  public WorkerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }
}
