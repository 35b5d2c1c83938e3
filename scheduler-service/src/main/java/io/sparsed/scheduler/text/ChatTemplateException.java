package io.sparsed.scheduler.text;

/** Thrown when a conversation cannot be rendered; the message is the template's if it has one. */
public final class ChatTemplateException extends Exception {
  ChatTemplateException(String message) {
    super(message);
  }

  ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
