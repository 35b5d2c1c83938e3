package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Splits text as Python's {@code split} and {@code rsplit} do. */
final class Splits {
  private static final Pattern WHITE_SPACE = Pattern.compile("[" + Text.WHITE_SPACE + "]+");

  private Splits() {}

  /** Splits by the arguments sep and maxsplit. */
  static List<Object> fromStart(String text, Bound arguments) {
    int given = Math.min(arguments.integer("maxsplit", -1), Integer.MAX_VALUE - 1);
    int limit = given < 0 ? -1 : given + 1;
    if (arguments.has("sep")) {
      return list(text.split(Pattern.quote(StringMethods.separator(arguments)), limit));
    }
    String words = Text.strip(text, Text::isWhiteSpace, true, given < 0);
    List<Object> parts = list(WHITE_SPACE.split(words, limit));
    if (parts.getLast().equals("")) {
      parts.removeLast();
    }
    return parts;
  }

  /** Splits by the arguments sep and maxsplit, from the end. */
  static List<Object> fromEnd(String text, Bound arguments) {
    int max = arguments.integer("maxsplit", -1);
    if (!arguments.has("sep")) {
      if (max >= 0) {
        throw new JinjaException("rsplit() with maxsplit needs a separator here");
      }
      return fromStart(text, arguments);
    }
    String separator = StringMethods.separator(arguments);
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int at;
    while (parts.size() != max
        && (at = text.lastIndexOf(separator, end - separator.length())) >= 0) {
      Budget.spend(1);
      parts.add(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> list(String[] parts) {
    Budget.list(parts.length);
    return new ArrayList<>(Arrays.asList(parts));
  }
}
