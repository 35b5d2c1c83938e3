package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Implements the filters, which stand behind {@code |}, of text, numbers and any value. */
final class Filters {
  private static final Pattern WORD = Pattern.compile("[^-" + Text.WHITE_SPACE + "({\\[<]+");

  static final Functions<Object> ALL =
      new Functions<Object>("filter")
          .with(ListFilters.ALL)
          .with("abs()", (value, _) -> Math.absExact(Numbers.integer(value)))
          .with("capitalize()", (value, _) -> Text.capitalize(text(value)))
          .with("d, default(default_value boolean)", Filters::otherwise)
          .with("format", (value, a) -> format(text(value), a.all()))
          .with("indent(width first blank)", (value, a) -> indent(Python.text(value), a))
          .with("int(default)", (value, a) -> integer(value, a.get("default", 0L)))
          .with("lower()", (value, _) -> Text.lower(text(value)))
          .with("replace(old new count)", Filters::replace)
          .with("safe()", (value, _) -> value instanceof Markup ? value : new Markup(text(value)))
          .with("string()", (value, _) -> value instanceof Markup ? value : text(value))
          .with("title()", (value, _) -> WORD.matcher(text(value)).replaceAll(Filters::word))
          .with("tojson(ensure_ascii indent separators sort_keys)", Json::of)
          .with("trim(chars)", Filters::trim)
          .with("upper()", (value, _) -> Text.upper(text(value)));

  private Filters() {}

  /** Returns the value as text; refuses Markup, with which Python would go on escaping. */
  private static String text(Object value) {
    return value instanceof Markup ? Python.text(value) : Repr.str(value);
  }

  private static Object otherwise(Object value, Bound arguments) {
    boolean isMissing = value instanceof Undefined;
    return isMissing || (arguments.flag("boolean") && !Python.isTrue(value))
        ? arguments.get("default_value", "")
        : value;
  }

  private static Object integer(Object value, Object fallback) {
    return switch (value) {
      case String text -> Numbers.read(text).orElse(fallback);
      case None _, List<?> _, Tuple _, Map<?, ?> _ -> fallback;
      default -> Numbers.integer(value);
    };
  }

  private static String format(String format, Arguments arguments) {
    boolean isNamed = !arguments.named().isEmpty();
    if (isNamed && !arguments.positional().isEmpty()) {
      throw new JinjaException("filter 'format' takes either named arguments or others");
    }
    return Formats.percent(format, isNamed ? arguments.named() : new Tuple(arguments.positional()));
  }

  private static String trim(Object value, Bound arguments) {
    return Text.strip(text(value), StringMethods.characters(arguments), true, true);
  }

  private static String replace(Object value, Bound arguments) {
    return StringMethods.replace(
        text(value),
        text(arguments.get("old")),
        text(arguments.get("new")),
        arguments.integer("count", -1));
  }

  private static String word(MatchResult match) {
    String word = match.group();
    int first = Character.charCount(word.codePointAt(0));
    return Matcher.quoteReplacement(
        Text.upper(word.substring(0, first)) + Text.lower(word.substring(first)));
  }

  private static String indent(String text, Bound arguments) {
    Object width = arguments.get("width", 4L);
    String indent =
        width instanceof String given
            ? given
            : " ".repeat(Budget.text(Math.max(0, Numbers.index(width))));
    StringBuilder result = new StringBuilder(arguments.flag("first") ? indent : "");
    String separator = "";
    for (Object each : Text.lines(text + "\n", false)) {
      String line = Python.text(each);
      boolean isBlank = line.isEmpty() && !arguments.flag("blank");
      Budget.fits((long) result.length() + indent.length() + line.length());
      result.append(separator).append(separator.isEmpty() || isBlank ? "" : indent).append(line);
      separator = "\n";
    }
    Budget.text(result.length());
    return result.toString();
  }
}
