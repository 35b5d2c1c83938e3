package io.sparsed.scheduler.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Formats one value by a Python format specification such as {@code >8.2f}. */
record FormatSpec(
    String fill, char align, String sign, int width, String grouping, int precision, char type) {
  private static final int MAX_PRECISION = 1000;
  private static final Pattern BRACES =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ]?)(0?)(\\d*)([,_]?)(?:\\.(\\d+))?([a-zA-Z%]?)", Pattern.DOTALL);

  /** Formats by what stands behind the colon in a field of {@code str.format}; null for nothing. */
  static String braces(Object value, @Nullable String spec, Budget budget) {
    if (spec == null || spec.isEmpty()) {
      return Repr.str(value, budget);
    }
    Matcher parts = BRACES.matcher(spec);
    if (!parts.matches()) {
      throw unsupported(spec);
    }
    boolean isZero = parts.group(4).equals("0");
    char type = parts.group(8).isEmpty() ? 0 : parts.group(8).charAt(0);
    boolean isText = value instanceof String;
    if (!isText && !Numbers.isNumber(value)) {
      throw new JinjaException(Python.type(value) + " has no format specification");
    }
    if (isText != (type == 's' || (type == 0 && isText)) || (isText && isZero)) {
      throw unsupported(spec);
    }
    char align = isZero ? '=' : isText ? '<' : '>';
    return new FormatSpec(
            parts.group(1) != null ? parts.group(1) : isZero ? "0" : " ",
            parts.group(2) != null ? parts.group(2).charAt(0) : align,
            parts.group(3),
            number(parts.group(5)),
            parts.group(6),
            parts.group(7) == null ? -1 : number(parts.group(7)),
            type)
        .format(value, budget);
  }

  /** Formats by a field of the {@code %} operator: flags, width and precision are groups 2 to 4. */
  static String percent(Matcher field, String conversion, Object value, Budget budget) {
    String flags = field.group(2);
    char type = conversion.isEmpty() ? 0 : conversion.charAt(0);
    boolean isText = type == 's' || type == 'r';
    if (flags.contains("#") || (!isText && "diufFxXo".indexOf(type) < 0)) {
      throw unsupported("%" + conversion);
    }
    Object shown =
        switch (type) {
          case 's' -> Repr.str(value, budget);
          case 'r' -> Repr.repr(value, budget);
          case 'f', 'F' -> (Object) Numbers.real(value);
          case 'x', 'X', 'o' -> (Object) Numbers.integer(value);
          default ->
              value instanceof Double real
                  ? Numbers.truncated(real)
                  : (Object) Numbers.integer(value);
        };
    boolean isZero = flags.contains("0") && !flags.contains("-") && !isText;
    return new FormatSpec(
            isZero ? "0" : " ",
            flags.contains("-") ? '<' : isZero ? '=' : '>',
            isText ? "" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "",
            number(field.group(3)),
            "",
            number(field.group(4) == null ? "-1" : field.group(4)),
            isText ? 's' : type == 'i' || type == 'u' ? 'd' : type)
        .format(shown, budget);
  }

  private static int number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Numbers.index(Numbers.parse(digits, 10));
  }

  private static JinjaException unsupported(String spec) {
    return new JinjaException("the format '" + spec + "' is not supported for this value");
  }

  private String format(Object value, Budget budget) {
    if (value instanceof String text) {
      boolean isCut = precision >= 0 && precision < Text.length(text);
      return padded("", isCut ? Text.slice(text, 0, precision) : text, budget);
    }
    String digits = digits(value);
    boolean isNegative = digits.startsWith("-");
    return padded(
        isNegative ? "-" : sign.equals("-") ? "" : sign,
        isNegative ? digits.substring(1) : digits,
        budget);
  }

  private String padded(String sign, String digits, Budget budget) {
    int missing = Math.max(0, width - sign.length() - Text.length(digits));
    budget.text(missing);
    int left =
        switch (align) {
          case '<' -> 0;
          case '^' -> missing / 2;
          default -> missing;
        };
    if (align == '=') {
      return sign + fill.repeat(missing) + digits;
    }
    return fill.repeat(left) + sign + digits + fill.repeat(missing - left);
  }

  private String digits(Object value) {
    return switch (type) {
      case 'd' -> grouped(Long.toString(whole(value)));
      case 'x' -> Long.toString(whole(value), 16);
      case 'X' -> Text.upper(Long.toString(whole(value), 16));
      case 'o' -> Long.toString(whole(value), 8);
      case 'b' -> Long.toString(whole(value), 2);
      case 'f', 'F' -> grouped(fixed(Numbers.real(value)));
      case '%' -> fixed(Numbers.real(value) * 100) + "%";
      default -> general(value);
    };
  }

  private String general(Object value) {
    if (type != 0 || precision >= 0) {
      throw unsupported(String.valueOf(type));
    }
    return grouped(
        value instanceof Double number ? Numbers.repr(number) : Long.toString(whole(value)));
  }

  private long whole(Object value) {
    if (precision >= 0 && type != 'd') {
      throw unsupported("." + precision + type);
    }
    return Numbers.integer(value);
  }

  private String fixed(double value) {
    int places = precision < 0 ? 6 : precision;
    if (!Double.isFinite(value) || places > MAX_PRECISION) {
      throw unsupported("." + places + type);
    }
    String digits =
        new BigDecimal(value).abs().setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    return Math.copySign(1, value) < 0 ? "-" + digits : digits;
  }

  private String grouped(String digits) {
    if (grouping.isEmpty()) {
      return digits;
    }
    int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    String whole = digits.substring(0, point).replaceAll("(?<=\\d)(?=(?:\\d{3})+$)", grouping);
    return whole + digits.substring(point);
  }
}
