package io.sparsed.scheduler.text.jinja;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Computes with integers as Python does. Those beyond 64 bits are refused, as are fractions, which
 * chat templates do not need.
 */
final class Numbers {
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d++");

  private Numbers() {}

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value) {
    return switch (value) {
      case Long number -> number;
      case Boolean flag -> flag ? 1 : 0;
      case Undefined undefined -> throw undefined.failure();
      default -> throw new JinjaException("an integer was expected, found " + Python.type(value));
    };
  }

  /** Returns an integer as an index or length; those beyond 32 bits become the nearest within. */
  static int index(Object value) {
    return Math.clamp(integer(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static long arithmetic(String operator, long a, long b) {
    try {
      return switch (operator) {
        case "+" -> Math.addExact(a, b);
        case "-" -> Math.subtractExact(a, b);
        case "*" -> Math.multiplyExact(a, b);
        case "//" -> Math.floorDivExact(a, b);
        case "%" -> Math.floorMod(a, b);
        default -> throw new JinjaException("operator '" + operator + "' is not supported");
      };
    } catch (ArithmeticException e) {
      throw new JinjaException("division by zero, or an integer beyond 64 bits");
    }
  }

  /** Returns the value of a literal. */
  static Long literal(String digits) {
    if (!digits.matches("0|[1-9]\\d*")) {
      throw new JinjaException("the number " + digits + " is broken or not supported");
    }
    return parse(digits);
  }

  static Long parse(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new JinjaException("integers beyond 64 bits are not supported");
    }
  }

  /**
   * Returns the integer that Python's {@code int} reads from text; empty if it reads none.
   *
   * @throws JinjaException if the text may be a number that is no plain integer
   */
  static Optional<Object> read(String text) {
    String digits = Text.strip(text, Text::isWhiteSpace, true, true);
    if (INTEGER.matcher(digits).matches()) {
      return Optional.of(parse(digits));
    }
    if (digits.codePoints().anyMatch(Character::isDigit)) {
      throw new JinjaException("only text of digits and text without any is supported as integer");
    }
    return Optional.empty();
  }
}
