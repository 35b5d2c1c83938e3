package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.Nullable;

/**
 * A template does not render: it called {@code raise_exception}, or it is wrong, or it uses what is
 * not supported.
 */
public final class JinjaException extends Exception {
  private final String reason;

  JinjaException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /**
   * The message, never null: what {@code raise_exception} was given, or what is wrong and in which
   * line.
   */
  public String reason() {
    return reason;
  }
}
