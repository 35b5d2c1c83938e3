package io.sparsed.scheduler.text.jinja;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jinjava.javax.el.MethodNotFoundException;

/** Implements the methods of Python's {@code str} that chat templates call. */
final class PythonStrings {
  /** Accepts the characters of {@code str.isspace}: Java's two kinds of space, and next line. */
  static final CharMatcher WHITE_SPACE =
      CharMatcher.forPredicate(
          c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85);

  private PythonStrings() {}

  static Object call(String text, String method, Object[] arguments) {
    return switch (method + "/" + arguments.length) {
      case "strip/0" -> WHITE_SPACE.trimFrom(text);
      case "lstrip/0" -> WHITE_SPACE.trimLeadingFrom(text);
      case "rstrip/0" -> WHITE_SPACE.trimTrailingFrom(text);
      case "strip/1" -> CharMatcher.anyOf(string(arguments[0])).trimFrom(text);
      case "lstrip/1" -> CharMatcher.anyOf(string(arguments[0])).trimLeadingFrom(text);
      case "rstrip/1" -> CharMatcher.anyOf(string(arguments[0])).trimTrailingFrom(text);
      case "startswith/1" -> options(arguments[0]).stream().anyMatch(text::startsWith);
      case "endswith/1" -> options(arguments[0]).stream().anyMatch(text::endsWith);
      case "split/0" -> Splitter.on(WHITE_SPACE).omitEmptyStrings().splitToList(text);
      case "split/1" -> Splitter.on(string(arguments[0])).splitToList(text);
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

  private static List<String> split(String text, String separator, long most) {
    Splitter splitter = Splitter.on(separator);
    // Python counts the splits, of which a negative number is all; Guava counts the parts.
    return (most < 0 ? splitter : splitter.limit(Ints.saturatedCast(most + 1))).splitToList(text);
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

  private static long number(Object argument) {
    if (argument instanceof Number number) {
      return number.intValue();
    }
    throw new IllegalArgumentException("an argument of a text method is not a number");
  }
}
