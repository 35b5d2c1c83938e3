package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Bound;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Implements the methods of Python's strings. */
final class StringMethods {
  private static final Map<String, List<String>> SIGNATURES =
      Arguments.signatures(
          """
          capitalize() casefold() center(width fillchar) count(sub start end) endswith(suffix)
          find(sub start end) index(sub start end) isalnum() isalpha() isascii() isdecimal()
          isdigit() islower() isspace() isupper() join(iterable) ljust(width fillchar) lower()
          lstrip(chars) partition(sep) removeprefix(prefix) removesuffix(suffix)
          replace(old new count) rfind(sub start end) rindex(sub start end) rjust(width fillchar)
          rpartition(sep) rsplit(sep maxsplit) rstrip(chars) split(sep maxsplit)
          splitlines(keepends) startswith(prefix) strip(chars) swapcase() title() upper()
          zfill(width)
          """);
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "encode",
          "expandtabs",
          "format_map",
          "isidentifier",
          "isnumeric",
          "isprintable",
          "istitle",
          "maketrans",
          "translate");

  private StringMethods() {}

  /** Returns a method of the text; Undefined if Python's strings have none of the name. */
  static Object get(String text, String name, Budget budget) {
    if (name.equals("format")) {
      return (Invocable) arguments -> Formats.braces(text, arguments, budget);
    }
    if (UNSUPPORTED.contains(name)) {
      throw new JinjaException("the method " + name + "() of text is not supported");
    }
    List<String> parameters = SIGNATURES.get(name);
    if (parameters == null) {
      return new Undefined("text has no attribute '" + name + "'");
    }
    return (Invocable)
        arguments -> {
          budget.text(text.length());
          return call(name, text, arguments.bind(name + "()", parameters), budget);
        };
  }

  private static Object call(String name, String text, Bound arguments, Budget budget) {
    return switch (name) {
      case "capitalize" -> Text.capitalize(text);
      case "casefold" -> casefold(text);
      case "center" -> center(text, arguments.integer(0), fill(arguments), budget);
      case "count" -> count(text, arguments);
      case "endswith" -> anyOf(arguments.get(0)).stream().anyMatch(text::endsWith);
      case "startswith" -> anyOf(arguments.get(0)).stream().anyMatch(text::startsWith);
      case "find" -> find(text, arguments, false);
      case "rfind" -> find(text, arguments, true);
      case "index" -> found(find(text, arguments, false));
      case "rindex" -> found(find(text, arguments, true));
      case "isalnum" -> all(text, point -> Character.isLetter(point) || isNumeric(point));
      case "isalpha" -> all(text, Character::isLetter);
      case "isascii" -> text.chars().allMatch(c -> c < 128);
      case "isdecimal" -> all(text, Character::isDigit);
      case "isdigit" -> all(text, StringMethods::isDigit);
      case "islower" -> Text.isCase(text, Character::isLowerCase);
      case "isupper" -> Text.isCase(text, Character::isUpperCase);
      case "isspace" -> all(text, Text::isWhiteSpace);
      case "join" -> join(text, arguments.get(0), budget);
      case "ljust" -> text + pad(text, arguments.integer(0), fill(arguments), budget);
      case "rjust" -> pad(text, arguments.integer(0), fill(arguments), budget) + text;
      case "zfill" -> zeros(text, pad(text, arguments.integer(0), "0", budget));
      case "lower" -> Text.lower(text);
      case "upper" -> Text.upper(text);
      case "title" -> Text.title(text);
      case "swapcase" -> Text.swapCase(text);
      case "strip" -> Text.strip(text, characters(arguments), true, true);
      case "lstrip" -> Text.strip(text, characters(arguments), true, false);
      case "rstrip" -> Text.strip(text, characters(arguments), false, true);
      case "partition" -> partition(text, separator(arguments), false);
      case "rpartition" -> partition(text, separator(arguments), true);
      case "removeprefix" ->
          text.startsWith(arguments.text(0)) ? text.substring(arguments.text(0).length()) : text;
      case "removesuffix" ->
          text.endsWith(arguments.text(0))
              ? text.substring(0, text.length() - arguments.text(0).length())
              : text;
      case "replace" ->
          replace(text, arguments.text(0), arguments.text(1), arguments.integer(2, -1), budget);
      case "split" -> Splits.split(text, arguments, false, budget);
      case "rsplit" -> Splits.split(text, arguments, true, budget);
      case "splitlines" -> Text.lines(text, arguments.flag(0, false));
      default -> throw new IllegalStateException("no method " + name);
    };
  }

  static String center(String text, int width, String fill, Budget budget) {
    int missing = Math.max(0, width - Text.length(text));
    int left = missing / 2 + (missing & width & 1);
    budget.text(missing);
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  static String replace(String text, String old, String replacement, int count, Budget budget) {
    int max = count < 0 ? Integer.MAX_VALUE : count;
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    int at = 0;
    for (int i = 0; i < max && (at = text.indexOf(old, at)) >= 0; i++) {
      budget.fits((long) replaced.length() + text.length() + replacement.length());
      budget.spend(1);
      replaced.append(text, from, at).append(replacement);
      from = at + old.length();
      at = from;
      if (old.isEmpty()) {
        if (from == text.length()) {
          break;
        }
        at += Character.charCount(text.codePointAt(from));
      }
    }
    budget.text(replaced.length());
    return replaced.append(text, from, text.length()).toString();
  }

  static String join(String separator, Object items, Budget budget) {
    StringBuilder joined = new StringBuilder();
    String before = "";
    List<Object> parts = Python.iterate(items);
    budget.spend(parts.size());
    for (Object item : parts) {
      String text = Python.text(item);
      budget.fits((long) joined.length() + before.length() + text.length());
      joined.append(before).append(text);
      before = separator;
    }
    budget.text(joined.length());
    return joined.toString();
  }

  static IntPredicate characters(Bound arguments) {
    if (!arguments.has(0)) {
      return Text::isWhiteSpace;
    }
    String characters = arguments.text(0);
    return point -> characters.indexOf(point) >= 0;
  }

  private static String fill(Bound arguments) {
    String fill = arguments.text(1, " ");
    if (Text.length(fill) != 1) {
      throw new JinjaException("a fill character was expected, found " + Text.length(fill));
    }
    return fill;
  }

  private static String pad(String text, int width, String fill, Budget budget) {
    return fill.repeat(budget.text(Math.max(0, width - Text.length(text))));
  }

  private static String zeros(String text, String zeros) {
    boolean isSigned = text.startsWith("+") || text.startsWith("-");
    return isSigned ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
  }

  private static String casefold(String text) {
    if (!text.chars().allMatch(c -> c < 128)) {
      throw new JinjaException("casefold() is supported for ASCII only");
    }
    return Text.lower(text);
  }

  private static List<String> anyOf(Object affix) {
    return affix instanceof Tuple(List<Object> items, boolean _)
        ? items.stream().map(Python::text).toList()
        : List.of(Python.text(affix));
  }

  /** Returns the bounds of a search as code points, from the arguments start and end. */
  private static int[] bounds(String text, Bound arguments) {
    int length = Text.length(text);
    int[] bounds = {0, length};
    for (int i = 0; i < 2; i++) {
      if (arguments.has(i + 1)) {
        long given = arguments.integer(i + 1);
        long position = given < 0 ? Math.max(0, given + length) : given;
        bounds[i] = (int) (i == 0 ? position : Math.min(position, length));
      }
    }
    return bounds;
  }

  private static Long find(String text, Bound arguments, boolean isLast) {
    int[] bounds = bounds(text, arguments);
    if (bounds[0] > bounds[1]) {
      return -1L;
    }
    String part = Text.slice(text, bounds[0], bounds[1]);
    String wanted = arguments.text(0);
    int at = isLast ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    return at < 0 ? -1L : bounds[0] + (long) part.codePointCount(0, at);
  }

  private static Long found(Long position) {
    if (position < 0) {
      throw new JinjaException("the text does not have what index() looks for");
    }
    return position;
  }

  private static Long count(String text, Bound arguments) {
    int[] bounds = bounds(text, arguments);
    if (bounds[0] > bounds[1]) {
      return 0L;
    }
    String part = Text.slice(text, bounds[0], bounds[1]);
    String wanted = arguments.text(0);
    if (wanted.isEmpty()) {
      return Text.length(part) + 1L;
    }
    long count = 0;
    for (int at = 0; (at = part.indexOf(wanted, at)) >= 0; at += wanted.length()) {
      count++;
    }
    return count;
  }

  private static String separator(Bound arguments) {
    String separator = arguments.text(0);
    if (separator.isEmpty()) {
      throw new JinjaException("a separator is empty");
    }
    return separator;
  }

  private static Tuple partition(String text, String separator, boolean isLast) {
    int at = isLast ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return isLast ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static boolean isNumeric(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private static boolean isDigit(int point) {
    if (Character.getType(point) == Character.OTHER_NUMBER) {
      throw new JinjaException("isdigit() is not supported for digits of this kind");
    }
    return Character.isDigit(point);
  }
}
