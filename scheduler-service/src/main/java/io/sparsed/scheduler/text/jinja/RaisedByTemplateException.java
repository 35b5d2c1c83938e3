package io.sparsed.scheduler.text.jinja;

/** Thrown when a template calls {@code raise_exception}. */
final class RaisedByTemplateException extends RuntimeException {
  RaisedByTemplateException(String message) {
    super(message);
  }
}
