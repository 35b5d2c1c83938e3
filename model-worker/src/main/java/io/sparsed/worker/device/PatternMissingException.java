package io.sparsed.worker.device;

/** A forward asks for a pattern that this worker does not hold: put it and repeat. */
public final class PatternMissingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PatternMissingException(String patternId) {
    super("pattern " + patternId + " is not on this worker; put it and repeat");
  }
}
