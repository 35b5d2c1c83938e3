package io.sparsed.scheduler.admission;

/** A Priority ranks the waiting requests of one client. */
public enum Priority {
  /** Goes after all others. */
  LOW,
  /** The default. */
  NORMAL,
  /** Goes before all others. */
  HIGH
}
