package io.sparsed.scheduler.pattern;

/** A worker sent a pattern that is not the one asked for. */
public final class PatternFormatException extends RuntimeException {

  /** Says what was expected and what came. */
  public PatternFormatException(String message) {
    super(message);
  }
}
