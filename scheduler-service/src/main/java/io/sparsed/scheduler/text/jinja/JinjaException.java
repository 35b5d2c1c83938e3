package io.sparsed.scheduler.text.jinja;

/**
 * Thrown when a template does not render. The message is the argument of {@code raise_exception},
 * or the error with its line in the template.
 */
public final class JinjaException extends RuntimeException {
  private final boolean raised;
  private final boolean placed;

  private JinjaException(String message, boolean raised, boolean placed) {
    super(message);
    this.raised = raised;
    this.placed = placed;
  }

  JinjaException(String message) {
    this(message, false, false);
  }

  /** Returns the exception of a call of {@code raise_exception}. */
  static JinjaException raised(String message) {
    return new JinjaException(message, true, true);
  }

  /** Returns this exception with a line, unless it has one or are the template's own words. */
  JinjaException at(int line) {
    return placed
        ? this
        : new JinjaException("line " + line + " of the template: " + getMessage(), false, true);
  }

  /**
   * Returns true if the template refuses the variables by {@code raise_exception}; false if the
   * template itself is broken, unsupported or takes more than a rendering may.
   */
  public boolean isRaised() {
    return raised;
  }
}
