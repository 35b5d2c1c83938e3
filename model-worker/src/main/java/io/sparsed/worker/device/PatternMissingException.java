package io.sparsed.worker.device;

/** Thrown if a forward names a pattern that this worker does not hold: put it and repeat. */
public final class PatternMissingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception about the pattern of an id. */
  public PatternMissingException(String patternId) {
    super("pattern " + patternId + " is not on this worker; put it and repeat");
  }
}
