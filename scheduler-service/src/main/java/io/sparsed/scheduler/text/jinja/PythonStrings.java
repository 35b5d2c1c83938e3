package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import jinjava.javax.el.MethodNotFoundException;

/** Implements the methods of Python's {@code str} that chat templates call. */
final class PythonStrings {
  /** Accepts the characters of {@code str.isspace}: Java's two kinds of space, and next line. */
  static final IntPredicate WHITE_SPACE =
      c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;

  private PythonStrings() {}

  static Object call(String text, String method, Object[] arguments) {
    return switch (method + "/" + arguments.length) {
      case "strip/0" -> strip(text, WHITE_SPACE, true, true);
      case "lstrip/0" -> strip(text, WHITE_SPACE, true, false);
      case "rstrip/0" -> strip(text, WHITE_SPACE, false, true);
      case "strip/1" -> strip(text, among(arguments[0]), true, true);
      case "lstrip/1" -> strip(text, among(arguments[0]), true, false);
      case "rstrip/1" -> strip(text, among(arguments[0]), false, true);
      case "startswith/1" -> options(arguments[0]).stream().anyMatch(text::startsWith);
      case "endswith/1" -> options(arguments[0]).stream().anyMatch(text::endsWith);
      case "split/0" -> words(text);
      case "split/1" -> split(text, string(arguments[0]), Integer.MAX_VALUE);
      case "split/2" -> split(text, string(arguments[0]), number(arguments[1]));
      case "replace/2" -> text.replace(string(arguments[0]), string(arguments[1]));
      case "join/1" -> options(arguments[0]).stream().collect(Collectors.joining(text));
      case "upper/0" -> text.toUpperCase(Locale.ROOT);
      case "lower/0" -> text.toLowerCase(Locale.ROOT);
      case "capitalize/0" -> capitalize(text);
      case "title/0" -> title(text);
      case "find/1" -> (long) text.indexOf(string(arguments[0]));
      default ->
          throw new MethodNotFoundException(
              "text has no method %s with %d arguments here".formatted(method, arguments.length));
    };
  }

  static String strip(String text, IntPredicate drop, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && drop.test(text.charAt(start))) {
      start++;
    }
    while (right && end > start && drop.test(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static IntPredicate among(Object characters) {
    String set = string(characters);
    return c -> set.indexOf(c) >= 0;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean space = i == text.length() || WHITE_SPACE.test(text.charAt(i));
      if (space && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static List<String> split(String text, String separator, int most) {
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("split: the separator is empty");
    }
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator);
        end >= 0 && parts.size() < most;
        end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    int previous = ' ';
    for (int c : text.codePoints().toArray()) {
      title.appendCodePoint(
          Character.isLetter(previous) ? Character.toLowerCase(c) : Character.toTitleCase(c));
      previous = c;
    }
    return title.toString();
  }

  private static Collection<String> options(Object argument) {
    return argument instanceof Collection<?> several
        ? several.stream().map(PythonStrings::string).toList()
        : List.of(string(argument));
  }

  private static String string(Object argument) {
    if (argument instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("an argument of a text method is not text");
  }

  private static int number(Object argument) {
    if (argument instanceof Number number) {
      return number.intValue() < 0 ? Integer.MAX_VALUE : number.intValue();
    }
    throw new IllegalArgumentException("an argument of a text method is not a number");
  }
}
