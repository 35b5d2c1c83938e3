package io.sparsed.client;

/**
 * A Priority ranks the waiting requests of one client. The share of the server that a client gets
 * does not depend on it.
 */
public enum Priority {
  /** Starts after all others. */
  LOW,
  /** Starts in the order of arrival. */
  NORMAL,
  /** Starts before all others. */
  HIGH
}
