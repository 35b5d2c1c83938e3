package io.sparsed.standalone.failure;

/** The command was asked for what it cannot do; the message says what to write instead. */
public final class UsageException extends RuntimeException {
  /** Says what to write instead. */
  public UsageException(String message) {
    super(message);
  }
}
