package io.sparsed.scheduler.text;

/**
 * An Excerpt shows a text that others wrote in errors and logs: its beginning, in one line,
 * whatever could control a terminal escaped.
 */
public final class Excerpt {

  private static final int LENGTH = 100;

  private Excerpt() {}

  /** Returns the first 100 characters of a text, escaped. */
  public static String of(String text) {
    return of(text, LENGTH);
  }

  /** Returns the first {@code length} characters of a text, escaped. */
  public static String of(String text, int length) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(length).forEach(character -> append(shown, character));
    return text.codePoints().skip(length).findAny().isPresent()
        ? shown.append("...").toString()
        : shown.toString();
  }

  private static void append(StringBuilder shown, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          shown.append(character == '\n' ? "\\n" : String.format("\\u%04x", character));
      default -> shown.appendCodePoint(character);
    }
  }
}
