package io.sparsed.scheduler.text;

/**
 * Thrown when a conversation cannot be rendered. The message is that of the template's {@code
 * raise_exception} if it called it.
 */
public final class ChatTemplateException extends Exception {
  ChatTemplateException(String message) {
    super(message);
  }

  ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
