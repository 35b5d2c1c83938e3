package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats text by Python's {@code %} operator and {@code format} method, by plain fields only. */
final class Formats {
  private static final Pattern PERCENT = Pattern.compile("%(?:%|(?:\\((\\w+)\\))?([sd]))?");
  private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(?:\\w*})?|}");

  private Formats() {}

  /** Returns {@code format % value}. */
  static String percent(String format, Object value) {
    List<Object> values = value instanceof Tuple(List<Object> items) ? items : List.of(value);
    int next = 0;
    StringBuilder text = new StringBuilder();
    Matcher field = PERCENT.matcher(format);
    while (field.find()) {
      String key = field.group(1);
      String shown = "%";
      if (!field.group().equals("%%")) {
        if (field.group(2) == null) {
          throw new JinjaException("of the fields that begin with %, only %s and %d are supported");
        }
        if (key == null && next == values.size()) {
          throw new JinjaException("the format has more fields than values");
        }
        Object each = key == null ? values.get(next++) : Attributes.item(Python.dict(value), key);
        shown = Repr.str(field.group(2).equals("d") ? (Object) Numbers.integer(each) : each);
      }
      append(field, shown, text);
    }
    if (next < values.size() && !(value instanceof Map<?, ?> || value instanceof List<?>)) {
      throw new JinjaException("the format has fewer fields than values");
    }
    return finish(field, text);
  }

  /** Returns {@code format.format(arguments)}. */
  static String braces(String format, Arguments arguments) {
    int next = 0;
    boolean hasPositions = false;
    StringBuilder text = new StringBuilder();
    Matcher field = BRACES.matcher(format);
    while (field.find()) {
      String source = field.group();
      if (source.length() == 1) {
        throw new JinjaException("the format has a field that is broken or not supported");
      }
      if (source.equals("{{") || source.equals("}}")) {
        append(field, source.substring(1), text);
        continue;
      }
      String name = source.substring(1, source.length() - 1);
      hasPositions |= name.matches("\\d+");
      Object value = argument(name.isEmpty() ? String.valueOf(next++) : name, arguments);
      append(field, Repr.str(value), text);
    }
    if (hasPositions && next > 0) {
      throw new JinjaException("the format has both fields with positions and without");
    }
    return finish(field, text);
  }

  private static void append(Matcher field, String shown, StringBuilder text) {
    Budget.fits((long) text.length() + shown.length());
    Budget.text(shown.length());
    field.appendReplacement(text, Matcher.quoteReplacement(shown));
  }

  private static String finish(Matcher field, StringBuilder text) {
    field.appendTail(text);
    Budget.text(text.length());
    return text.toString();
  }

  private static Object argument(String name, Arguments arguments) {
    List<Object> positional = arguments.positional();
    boolean isPosition = name.matches("\\d{1,9}");
    Object value =
        isPosition && Integer.parseInt(name) < positional.size()
            ? positional.get(Integer.parseInt(name))
            : arguments.named().get(name);
    if (value == null) {
      throw new JinjaException("the format has no argument " + name);
    }
    return value;
  }
}
