package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats text by Python's {@code %} operator and {@code format} method. */
final class Formats {
  private static final Pattern PERCENT =
      Pattern.compile(
          "%(?:\\((\\w+)\\))?([-+ #0]*)(\\*|\\d+)?(?:\\.(\\d+))?([hlL])?(.|$)", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("\\{\\{|}}|[{}]");
  private static final Pattern REPLACEMENT =
      Pattern.compile("(\\w*)((?:\\.\\w+|\\[[^\\[\\]]+])*)(?:!([rs]))?(?::([^{}]*))?");
  private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[([^\\[\\]]+)]");

  private Formats() {}

  /** Returns {@code format % value}. */
  static String percent(String format, Object value, Budget budget) {
    List<Object> values = value instanceof Tuple tuple ? tuple.items() : List.of(value);
    int next = 0;
    StringBuilder text = new StringBuilder();
    Matcher field = PERCENT.matcher(format);
    int from = 0;
    while (field.find(from)) {
      text.append(format, from, field.start());
      from = field.end();
      String conversion = field.group(6);
      if (conversion.equals("%")) {
        text.append('%');
        continue;
      }
      String key = field.group(1);
      if (field.group(3) != null && field.group(3).equals("*")) {
        throw new JinjaException("the width * in a format is not supported");
      }
      if (key == null && next == values.size()) {
        throw new JinjaException("the format has more fields than values");
      }
      Object each = key == null ? values.get(next++) : Attributes.item(value, key, budget);
      budget.fits(text.length());
      text.append(FormatSpec.percent(field, conversion, each, budget));
    }
    boolean mayBeLeft =
        value instanceof Map<?, ?> || value instanceof List<?> || value instanceof Undefined;
    if (next < values.size() && !mayBeLeft) {
      throw new JinjaException("the format has fewer fields than values");
    }
    budget.text(text.length());
    return text.append(format, from, format.length()).toString();
  }

  /** Returns {@code format.format(arguments)}. */
  static String braces(String format, Arguments arguments, Budget budget) {
    StringBuilder text = new StringBuilder();
    Matcher brace = FIELD.matcher(format);
    int from = 0;
    int next = 0;
    while (brace.find(from)) {
      text.append(format, from, brace.start());
      from = brace.end();
      if (brace.group().length() == 2) {
        text.append(brace.group().charAt(0));
        continue;
      }
      int end = format.indexOf('}', from);
      Matcher field = REPLACEMENT.matcher(format).region(from, Math.max(from, end));
      if (brace.group().equals("}") || end < 0 || !field.matches()) {
        throw new JinjaException("a field of the format is broken or not supported");
      }
      from = end + 1;
      String name = field.group(1).isEmpty() ? String.valueOf(next++) : field.group(1);
      Object value = path(argument(name, arguments), field.group(2), budget);
      budget.fits(text.length());
      text.append(
          FormatSpec.braces(converted(value, field.group(3), budget), field.group(4), budget));
    }
    budget.text(text.length());
    return text.append(format, from, format.length()).toString();
  }

  private static Object argument(String name, Arguments arguments) {
    boolean isPosition = name.matches("\\d+");
    int position = isPosition ? Numbers.index(Numbers.parse(name, 10)) : 0;
    if (isPosition
        ? position >= arguments.positional().size()
        : !arguments.named().containsKey(name)) {
      throw new JinjaException("the format has no argument " + name);
    }
    return isPosition
        ? arguments.positional().get(position)
        : arguments.named().getOrDefault(name, None.NONE);
  }

  private static Object path(Object value, String path, Budget budget) {
    Object reached = value;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      String item = step.group(2);
      reached =
          item == null
              ? Attributes.get(reached, step.group(1), budget)
              : Attributes.item(
                  reached, item.matches("\\d+") ? Numbers.parse(item, 10) : item, budget);
    }
    return reached;
  }

  private static Object converted(Object value, String conversion, Budget budget) {
    return switch (conversion) {
      case null -> value;
      case "r" -> Repr.repr(value, budget);
      default -> Repr.str(value, budget);
    };
  }
}
