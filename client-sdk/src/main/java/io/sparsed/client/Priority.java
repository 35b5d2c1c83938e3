package io.sparsed.client;

/**
 * Which of the requests that wait for the same client is let in first. What a client gets beside
 * others does not depend on it.
 */
public enum Priority {
  /** After all others. */
  LOW,
  /** In the order of arrival. */
  NORMAL,
  /** Before all others. */
  HIGH
}
