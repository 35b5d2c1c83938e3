package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Splits text as Python's {@code split} and {@code rsplit} do. */
final class Splits {
  private Splits() {}

  /** Splits by the arguments sep and maxsplit, from the end if {@code fromEnd}. */
  static List<Object> split(String text, Bound arguments, boolean fromEnd, Budget budget) {
    int given = arguments.integer(1, -1);
    int max = given < 0 ? Integer.MAX_VALUE : given;
    if (!arguments.has(0)) {
      return fromEnd ? wordsFromEnd(text, max, budget) : wordsFromStart(text, max, budget);
    }
    String separator = arguments.text(0);
    if (separator.isEmpty()) {
      throw new JinjaException("a separator is empty");
    }
    return fromEnd
        ? fromEnd(text, separator, max, budget)
        : fromStart(text, separator, max, budget);
  }

  private static List<Object> fromStart(String text, String separator, int max, Budget budget) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at; parts.size() < max && (at = text.indexOf(separator, from)) >= 0; ) {
      budget.spend(1);
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> fromEnd(String text, String separator, int max, Budget budget) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int at;
    while (parts.size() < max
        && end >= separator.length()
        && (at = text.lastIndexOf(separator, end - separator.length())) >= 0) {
      budget.spend(1);
      parts.add(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> wordsFromStart(String text, int max, Budget budget) {
    List<Object> words = new ArrayList<>();
    int at = skip(text, 0, true);
    while (at < text.length()) {
      budget.spend(1);
      int end = words.size() < max ? skip(text, at, false) : text.length();
      words.add(text.substring(at, end));
      at = skip(text, end, true);
    }
    return words;
  }

  private static List<Object> wordsFromEnd(String text, int max, Budget budget) {
    List<Object> words = new ArrayList<>();
    int end = skipBack(text, text.length(), true);
    while (end > 0) {
      budget.spend(1);
      int at = words.size() < max ? skipBack(text, end, false) : 0;
      words.add(text.substring(at, end));
      end = skipBack(text, at, true);
    }
    Collections.reverse(words);
    return words;
  }

  private static int skip(String text, int from, boolean whiteSpace) {
    int at = from;
    while (at < text.length() && Text.isWhiteSpace(text.charAt(at)) == whiteSpace) {
      at++;
    }
    return at;
  }

  private static int skipBack(String text, int from, boolean whiteSpace) {
    int at = from;
    while (at > 0 && Text.isWhiteSpace(text.charAt(at - 1)) == whiteSpace) {
      at--;
    }
    return at;
  }
}
