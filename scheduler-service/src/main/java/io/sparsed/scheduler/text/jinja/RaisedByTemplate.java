package io.sparsed.scheduler.text.jinja;

/** What {@code raise_exception} in a template throws. */
final class RaisedByTemplate extends RuntimeException {
  private final String text;

  RaisedByTemplate(String text) {
    super(text);
    this.text = text;
  }

  /** The template's own words. */
  String text() {
    return text;
  }
}
