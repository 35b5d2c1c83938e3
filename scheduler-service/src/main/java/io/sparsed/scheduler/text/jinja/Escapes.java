package io.sparsed.scheduler.text.jinja;

/** Decodes the escapes of string literals as Python does. */
final class Escapes {
  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String CHARACTERS = "\u0007\b\f\n\r\t\u000b\\'\"";

  private Escapes() {}

  static String decode(String literal) {
    StringBuilder text = new StringBuilder(literal.length());
    for (int i = 0; i < literal.length(); ) {
      char c = literal.charAt(i++);
      if (c == '\\') {
        i = decode(literal, i, text);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Appends the escape whose letter is at {@code i}; returns the position behind it. */
  private static int decode(String literal, int i, StringBuilder text) {
    char letter = literal.charAt(i);
    if (LETTERS.indexOf(letter) >= 0) {
      text.append(CHARACTERS.charAt(LETTERS.indexOf(letter)));
      return i + 1;
    }
    if (letter >= '0' && letter <= '7') {
      int end = i + 1;
      while (end < literal.length()
          && end < i + 3
          && Character.digit(literal.charAt(end), 8) >= 0) {
        end++;
      }
      text.appendCodePoint(Integer.parseInt(literal.substring(i, end), 8));
      return end;
    }
    return switch (letter) {
      case '\n' -> i + 1;
      case 'x' -> hexadecimal(literal, i + 1, 2, text);
      case 'u' -> hexadecimal(literal, i + 1, 4, text);
      case 'U' -> hexadecimal(literal, i + 1, 8, text);
      case 'N' -> throw new JinjaException("the escape \\N is not supported");
      default -> {
        text.append('\\').append(letter);
        yield i + 1;
      }
    };
  }

  private static int hexadecimal(String literal, int i, int digits, StringBuilder text) {
    int end = Math.min(i + digits, literal.length());
    String number = literal.substring(i, end);
    if (!number.matches("\\p{XDigit}{" + digits + "}")
        || !Character.isValidCodePoint((int) Long.parseLong(number, 16))) {
      throw new JinjaException(
          "a string has the broken escape \\" + literal.charAt(i - 1) + number);
    }
    text.appendCodePoint((int) Long.parseLong(number, 16));
    return end;
  }
}
