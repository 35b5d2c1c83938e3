package io.sparsed.scheduler.admission;

/** Which of one client's waiting requests goes first. */
public enum Priority {
  /** After all others. */
  LOW,
  /** What a request gets that says nothing. */
  NORMAL,
  /** Before all others. */
  HIGH
}
