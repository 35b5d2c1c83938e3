package io.sparsed.standalone.terminal;

/** Replaces control characters, so that a model's text cannot control the terminal. */
public final class Printable {
  private static final String REPLACEMENT = "\ufffd";

  private Printable() {}

  /** Returns the text with every control character but newline and tab replaced by U+FFFD. */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character ->
                printable.append(
                    character == '\n' || character == '\t'
                        ? Character.toString(character)
                        : of(character)));
    return printable.toString();
  }

  /** Returns the text on one line, with every control character replaced by U+FFFD. */
  public static String line(String text) {
    return of(text.replace('\n', '\0').replace('\t', ' '));
  }

  static String of(int character) {
    return isControl(character) ? REPLACEMENT : Character.toString(character);
  }

  static boolean isControl(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
  }
}
