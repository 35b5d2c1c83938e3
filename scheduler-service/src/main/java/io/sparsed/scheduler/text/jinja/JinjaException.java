package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a template does not render: it called {@code raise_exception}, it has an error, or it
 * uses an unsupported feature. The message is the argument of {@code raise_exception}, or the error
 * with its line.
 */
public final class JinjaException extends Exception {
  JinjaException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
