package io.sparsed.scheduler.text.jinja;

/** Thrown when a template calls {@code raise_exception}. */
final class RaisedByTemplateException extends RuntimeException {
  private final String text;

  RaisedByTemplateException(String text) {
    super(text);
    this.text = text;
  }

  /** Returns the argument of {@code raise_exception}. */
  String text() {
    return text;
  }
}
