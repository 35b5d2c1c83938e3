package io.sparsed.scheduler.pool;

/** Where the pattern of a request is, and the way to more copies. Thread-safe. */
public interface PatternCopies {

  /** Whether the worker was given the pattern or took it, and has not said that it lost it. */
  boolean isAt(Worker worker);

  /** Whether it can be sent; otherwise a worker that lacks it must take it again. */
  boolean canBeSent();

  /** Its size. */
  long bytes();

  /** Begins to send it to a worker and returns at once. */
  void copyTo(Worker worker);
}
