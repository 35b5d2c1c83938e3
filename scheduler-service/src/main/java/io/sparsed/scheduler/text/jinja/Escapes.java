package io.sparsed.scheduler.text.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes the escapes of string literals as Python does. */
final class Escapes {
  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String CHARACTERS = "\u0007\b\f\n\r\t\u000b\\'\"";
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:x(\\p{XDigit}{2})|u(\\p{XDigit}{4})|U(\\p{XDigit}{8})|(.))", Pattern.DOTALL);

  private Escapes() {}

  static String decode(String literal) {
    StringBuilder text = new StringBuilder(literal.length());
    Matcher escape = ESCAPE.matcher(literal);
    while (escape.find()) {
      String letter = escape.group(4);
      String decoded = letter == null ? character(escape) : letter(letter);
      escape.appendReplacement(text, Matcher.quoteReplacement(decoded));
    }
    return escape.appendTail(text).toString();
  }

  private static String character(Matcher escape) {
    int point = Integer.parseUnsignedInt(escape.group().substring(2), 16);
    if (!Character.isValidCodePoint(point)) {
      throw new JinjaException("a string has the broken escape " + escape.group());
    }
    return Character.toString(point);
  }

  private static String letter(String letter) {
    int known = LETTERS.indexOf(letter);
    if (known >= 0) {
      return CHARACTERS.substring(known, known + 1);
    }
    if ("xuUN01234567".contains(letter)) {
      throw new JinjaException("the escape \\" + letter + " is broken or not supported");
    }
    return letter.equals("\n") ? "" : "\\" + letter;
  }
}
