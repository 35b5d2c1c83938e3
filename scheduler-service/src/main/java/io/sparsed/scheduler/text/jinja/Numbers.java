package io.sparsed.scheduler.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Computes with numbers as Python does; integers beyond 64 bits are refused. */
final class Numbers {
  private static final int MAX_DIGITS = 1000;
  private static final String DIGITS = "\\d++(?:_\\d++)*+";
  private static final Pattern REAL =
      Pattern.compile("[-+]?(?:%1$s(?:\\.(?:%1$s)?)?|\\.%1$s)(?:[eE][-+]?%1$s)?".formatted(DIGITS));

  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

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

  static double real(Object value) {
    return value instanceof Double number ? number : integer(value);
  }

  /** Returns an integer as an index or length; those beyond 32 bits become the nearest within. */
  static int index(Object value) {
    return Math.clamp(integer(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static Object literal(Token token) {
    String digits = token.text();
    if (digits.contains("__") || digits.endsWith("_")) {
      throw new JinjaException("the number " + digits + " is broken").at(token.line());
    }
    String plain = digits.replace("_", "");
    return token.kind() == Token.Kind.FLOAT
        ? (Object) Double.valueOf(plain)
        : (Object) parse(plain, radix(plain));
  }

  private static int radix(String digits) {
    String prefix = digits.length() > 1 ? Text.lower(digits.substring(0, 2)) : "";
    return switch (prefix) {
      case "0x" -> 16;
      case "0o" -> 8;
      case "0b" -> 2;
      default -> 10;
    };
  }

  /** Parses digits of a radix, after 0x, 0o or 0b if it is 16, 8 or 2. */
  static long parse(String digits, int radix) {
    String plain = radix == 10 ? digits : digits.replaceFirst("0[xXoObB]", "");
    try {
      return Long.parseLong(plain, radix);
    } catch (NumberFormatException e) {
      throw tooLarge();
    }
  }

  static Object arithmetic(String operator, Object left, Object right) {
    if (left instanceof Double || right instanceof Double || operator.equals("/")) {
      return finite(reals(operator, real(left), real(right)));
    }
    long a = integer(left);
    long b = integer(right);
    if (b == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw new JinjaException("division by zero");
    }
    try {
      return switch (operator) {
        case "+" -> Math.addExact(a, b);
        case "-" -> Math.subtractExact(a, b);
        case "*" -> Math.multiplyExact(a, b);
        case "//" -> Math.floorDivExact(a, b);
        case "%" -> Math.floorMod(a, b);
        default -> b < 0 ? (Object) finite(power((double) a, (double) b)) : (Object) power(a, b);
      };
    } catch (ArithmeticException e) {
      throw tooLarge();
    }
  }

  static Object negative(Object value) {
    return value instanceof Double number
        ? (Object) (-number)
        : arithmetic("-", 0L, integer(value));
  }

  private static double reals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new JinjaException("division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> floorDivide(a, b);
      case "%" -> floorModulo(a, b);
      default -> power(a, b);
    };
  }

  private static double floorModulo(double a, double b) {
    double modulo = a % b;
    return modulo == 0 ? Math.copySign(0, b) : (modulo < 0) == (b < 0) ? modulo : modulo + b;
  }

  private static double floorDivide(double a, double b) {
    double quotient = (a - floorModulo(a, b)) / b;
    return quotient == 0 ? Math.copySign(0, a / b) : Math.rint(quotient);
  }

  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = Math.multiplyExact(result, square);
      }
      square = rest > 1 ? Math.multiplyExact(square, square) : square;
    }
    return result;
  }

  private static double power(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new JinjaException("0 has no negative power");
    }
    if (base < 0 && exponent != Math.rint(exponent)) {
      throw new JinjaException("complex numbers are not supported");
    }
    return Math.pow(base, exponent);
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new JinjaException("a number is too large");
    }
    return value;
  }

  private static JinjaException tooLarge() {
    return new JinjaException("integers beyond 64 bits are not supported");
  }

  /** Returns the integer that Python's {@code int} reads from text; empty if it reads none. */
  static Optional<Long> parseInteger(String text, int radix) {
    String digits = number(text).replaceFirst("^[+]", "");
    String prefix =
        switch (radix) {
          case 16 -> "(?:0[xX]_?)?";
          case 8 -> "(?:0[oO]_?)?";
          case 2 -> "(?:0[bB]_?)?";
          default -> "";
        };
    if (radix < 2
        || radix > 36
        || !digits.matches("-?" + prefix + "\\p{Alnum}++(?:_\\p{Alnum}++)*+")) {
      return Optional.empty();
    }
    String plain = digits.replace("_", "").replaceFirst("^(-?)" + prefix, "$1");
    try {
      return Optional.of(new BigInteger(plain, radix).longValueExact());
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (ArithmeticException e) {
      throw tooLarge();
    }
  }

  /** Returns the number that Python's {@code float} reads from text; empty if it reads none. */
  static Optional<Double> parseReal(String text) {
    String digits = number(text);
    if (REAL.matcher(digits).matches()) {
      return Optional.of(Double.valueOf(digits.replace("_", "")));
    }
    return switch (Text.lower(digits).replaceFirst("^\\+", "")) {
      case "inf", "infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      case "nan", "-nan" -> Optional.of(Double.NaN);
      default -> Optional.empty();
    };
  }

  private static String number(String text) {
    String stripped = Text.strip(text, Text::isWhiteSpace, true, true);
    return stripped.length() > MAX_DIGITS ? "" : stripped;
  }

  /** Returns the integer towards zero. */
  static Object truncated(double real) {
    if (!(Math.abs(real) < Long.MAX_VALUE)) {
      throw tooLarge();
    }
    return (long) real;
  }

  /** Rounds as Python's {@code round}: half to even, of the exact binary value. */
  static Object round(Object value, int digits) {
    if (value instanceof Double number) {
      return Double.isFinite(number) && digits <= MAX_DIGITS
          ? Math.copySign(rounded(new BigDecimal(number), digits).doubleValue(), number)
          : number;
    }
    return rounded(BigDecimal.valueOf(integer(value)), Math.min(digits, 0)).longValueExact();
  }

  private static BigDecimal rounded(BigDecimal value, int digits) {
    return value.setScale(Math.max(digits, -MAX_DIGITS), RoundingMode.HALF_EVEN);
  }

  /** Returns the shortest decimal number that is read as the same value. */
  static String repr(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    if (value == 0 || (exponent >= -4 && exponent < 16)) {
      String plain = exact.abs().toPlainString();
      return sign + plain + (plain.contains(".") ? "" : ".0");
    }
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
    return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
