package io.sparsed.scheduler.pattern;

/** Thrown when a worker sends another pattern than it was asked for. */
public final class PatternFormatException extends RuntimeException {

  /** Creates the exception. */
  public PatternFormatException(String message) {
    super(message);
  }
}
