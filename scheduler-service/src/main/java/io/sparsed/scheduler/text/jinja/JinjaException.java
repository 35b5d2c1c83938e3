package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a template does not render: it called {@code raise_exception}, it has an error, or it
 * uses an unsupported feature.
 */
public final class JinjaException extends Exception {
  private final String reason;

  JinjaException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** Returns the argument of {@code raise_exception}, or the error with its line. */
  public String reason() {
    return reason;
  }
}
