package io.sparsed.scheduler.text;

/**
 * A conversation cannot be rendered: the message says why, in the chat template's own words where
 * it has some.
 */
public final class ChatTemplateException extends Exception {
  /** Says why. */
  public ChatTemplateException(String message) {
    super(message);
  }

  /** Says why, and what went wrong underneath. */
  public ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
