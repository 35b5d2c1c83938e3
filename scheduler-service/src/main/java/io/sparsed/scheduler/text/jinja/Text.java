package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Works on text as Python does: by code points, with Python's white space. */
final class Text {
  /** Python's white space as the inside of a character class. */
  static final String WHITE_SPACE =
      "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private static final Pattern CASED =
      Pattern.compile("[\\p{IsUppercase}\\p{IsLowercase}\\p{Lt}]+");

  private Text() {}

  static boolean isWhiteSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || (c >= 0xa0 && Character.isSpaceChar(c));
  }

  static boolean isBlank(String text) {
    return text.chars().allMatch(Text::isWhiteSpace);
  }

  static String stripTrailing(String text) {
    return strip(text, Text::isWhiteSpace, false, true);
  }

  /** Removes the code points that match at the start, the end, or both. */
  static String strip(String text, IntPredicate removed, boolean atStart, boolean atEnd) {
    int start = 0;
    int end = text.length();
    while (atStart && start < end && removed.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (atEnd && end > start && removed.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static List<Object> codePoints(String text) {
    List<Object> points = new ArrayList<>(Budget.text(text.length()));
    text.codePoints().forEach(point -> points.add(Character.toString(point)));
    return points;
  }

  /** Splits at Python's line ends, of which there are more than {@code \n}. */
  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (LINE_ENDS.indexOf(text.charAt(i)) >= 0) {
        boolean isPair = text.startsWith("\r\n", i);
        int end = i + (isPair ? 2 : 1);
        lines.add(text.substring(start, keepEnds ? end : i));
        start = end;
        i = end - 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  /** Returns the text with the first code point in title case and the others in lower case. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return "";
    }
    int first = Character.charCount(text.codePointAt(0));
    return upperFirst(text.substring(0, first)) + lower(text.substring(first));
  }

  /** Returns text in which a letter is upper case if no letter is before it. */
  static String title(String text) {
    return CASED
        .matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(capitalize(word.group())));
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  /** Returns true if the text has letters with case, and all of them are of the given one. */
  static boolean isCase(String text, IntPredicate isOfCase) {
    return text.codePoints().anyMatch(isOfCase)
        && text.codePoints().allMatch(point -> !isCased(point) || isOfCase.test(point));
  }

  private static String upperFirst(String letter) {
    int title = Character.toTitleCase(letter.codePointAt(0));
    return title == letter.codePointAt(0) ? upper(letter) : Character.toString(title);
  }
}
