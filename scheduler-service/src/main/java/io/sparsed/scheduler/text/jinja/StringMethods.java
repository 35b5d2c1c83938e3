package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Implements the methods of Python's strings. */
final class StringMethods {
  static final Functions<String> ALL =
      new Functions<String>("method")
          .with("capitalize()", (text, _) -> Text.capitalize(text))
          .with("count(sub)", (text, a) -> count(text, a.text("sub")))
          .with("endswith(suffix)", (text, a) -> any(a.get("suffix"), text::endsWith))
          .with("find(sub)", (text, a) -> position(text, text.indexOf(a.text("sub"))))
          .with("format", (text, a) -> Formats.braces(text, a.all()))
          .with("index(sub)", (text, a) -> index(text, a.text("sub")))
          .with(
              "isalnum()",
              (text, _) -> all(text, point -> Character.isLetter(point) || isNumeric(point)))
          .with("isalpha()", (text, _) -> all(text, Character::isLetter))
          .with("isdigit()", (text, _) -> all(text, StringMethods::isDigit))
          .with("islower()", (text, _) -> Text.isCase(text, Character::isLowerCase))
          .with("isspace()", (text, _) -> all(text, Text::isWhiteSpace))
          .with("isupper()", (text, _) -> Text.isCase(text, Character::isUpperCase))
          .with("join(iterable)", (text, a) -> join(text, Python.iterate(a.get("iterable"))))
          .with("lower()", (text, _) -> Text.lower(text))
          .with("lstrip(chars)", (text, a) -> Text.strip(text, characters(a), true, false))
          .with("partition(sep)", (text, a) -> partition(text, separator(a)))
          .with("removeprefix(prefix)", (text, a) -> removePrefix(text, a.text("prefix")))
          .with("removesuffix(suffix)", (text, a) -> removeSuffix(text, a.text("suffix")))
          .with(
              "replace(old new count)",
              (text, a) -> replace(text, a.text("old"), a.text("new"), a.integer("count", -1)))
          .with("rfind(sub)", (text, a) -> position(text, text.lastIndexOf(a.text("sub"))))
          .with("rsplit(sep maxsplit)", (text, a) -> Splits.fromEnd(text, a))
          .with("rstrip(chars)", (text, a) -> Text.strip(text, characters(a), false, true))
          .with("split(sep maxsplit)", (text, a) -> Splits.fromStart(text, a))
          .with("splitlines(keepends)", (text, a) -> Text.lines(text, a.bit("keepends")))
          .with("startswith(prefix)", (text, a) -> any(a.get("prefix"), text::startsWith))
          .with("strip(chars)", (text, a) -> Text.strip(text, characters(a), true, true))
          .with("title()", (text, _) -> Text.title(text))
          .with("upper()", (text, _) -> Text.upper(text))
          .refusing(
              """
              casefold center encode expandtabs format_map isascii isdecimal isidentifier isnumeric
              isprintable istitle ljust maketrans rindex rjust rpartition swapcase translate zfill\
              """);

  private StringMethods() {}

  private static boolean any(Object affix, Predicate<String> test) {
    List<Object> affixes =
        affix instanceof Tuple(List<Object> items) ? items : List.of(Python.text(affix));
    return affixes.stream().map(Python::text).anyMatch(test);
  }

  /** Returns a position in UTF-16 as one in code points. */
  private static long position(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }

  private static long index(String text, String wanted) {
    if (!text.contains(wanted)) {
      throw new JinjaException("the text does not have what index() looks for");
    }
    return position(text, text.indexOf(wanted));
  }

  private static long count(String text, String wanted) {
    if (wanted.isEmpty()) {
      return Text.length(text) + 1L;
    }
    long count = 0;
    for (int at = 0; (at = text.indexOf(wanted, at)) >= 0; at += wanted.length()) {
      count++;
    }
    return count;
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static boolean isNumeric(int point) {
    int type = Character.getType(point);
    return Character.isDigit(point)
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isDigit(int point) {
    if (Character.getType(point) == Character.OTHER_NUMBER) {
      throw new JinjaException("isdigit() is not supported for digits of this kind");
    }
    return Character.isDigit(point);
  }

  private static String removePrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String removeSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static Tuple partition(String text, String separator) {
    int at = text.indexOf(separator);
    return at < 0
        ? Tuple.of(text, "", "")
        : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  /** Returns the argument sep, which is not empty. */
  static String separator(Bound arguments) {
    String separator = arguments.text("sep");
    if (separator.isEmpty()) {
      throw new JinjaException("a separator is empty");
    }
    return separator;
  }

  /** Returns true for the characters that are to be stripped: the argument chars or white space. */
  static IntPredicate characters(Bound arguments) {
    if (!arguments.has("chars")) {
      return Text::isWhiteSpace;
    }
    String characters = arguments.text("chars");
    return point -> characters.indexOf(point) >= 0;
  }

  static String replace(String text, String old, String replacement, int count) {
    if (old.isEmpty()) {
      throw new JinjaException("replacing empty text is not supported");
    }
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    int at;
    for (int i = 0; i != count && (at = text.indexOf(old, from)) >= 0; i++) {
      Budget.fits((long) replaced.length() + text.length() + replacement.length());
      Budget.spend(1);
      replaced.append(text, from, at).append(replacement);
      from = at + old.length();
    }
    Budget.text(replaced.length());
    return replaced.append(text, from, text.length()).toString();
  }

  static String join(String separator, List<Object> parts) {
    StringBuilder joined = new StringBuilder();
    String before = "";
    Budget.list(parts.size());
    for (Object part : parts) {
      String text = Python.text(part);
      Budget.fits((long) joined.length() + before.length() + text.length());
      joined.append(before).append(text);
      before = separator;
    }
    Budget.text(joined.length());
    return joined.toString();
  }
}
