package io.sparsed.scheduler.text.jinja;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparsed.scheduler.text.jinja.Arguments.Bound;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Implements the filters of text. */
final class TextFilters {
  static final Map<String, List<String>> SIGNATURES =
      Arguments.signatures(
          """
          capitalize() center(width) e() escape() forceescape() indent(width first blank)
          lower() replace(old new count) title() trim(chars)
          truncate(length killwords end leeway) upper() urlencode() wordcount()
          """);

  private static final Pattern WORD_START = Pattern.compile("[-" + Text.WHITE_SPACE + "({\\[<]+");
  private static final int TRUNCATED = 255;
  private static final int LEEWAY = 5;

  private TextFilters() {}

  /** Returns the value as text; refuses Markup, with which Python would go on escaping. */
  static String text(Object value, Budget budget) {
    if (value instanceof Markup) {
      throw new JinjaException("text that is marked safe can only be printed");
    }
    return Repr.str(value, budget);
  }

  static Object apply(String name, Object value, Bound arguments, Budget budget) {
    if (name.equals("e") || name.equals("escape")) {
      return value instanceof Markup ? value : new Markup(escape(Repr.str(value, budget), budget));
    }
    if (name.equals("forceescape")) {
      return new Markup(escape(Repr.str(value, budget), budget));
    }
    if (name.equals("urlencode")) {
      return urlEncode(value, budget);
    }
    boolean convertsNothing = name.equals("indent") || name.equals("truncate");
    String text = convertsNothing ? Python.text(value) : text(value, budget);
    budget.text(text.length());
    return switch (name) {
      case "capitalize" -> Text.capitalize(text);
      case "center" -> StringMethods.center(text, arguments.integer(0, 80), " ", budget);
      case "indent" -> indent(text, arguments, budget);
      case "lower" -> Text.lower(text);
      case "replace" -> replace(text, arguments, budget);
      case "title" -> title(text);
      case "trim" -> Text.strip(text, StringMethods.characters(arguments), true, true);
      case "truncate" -> truncate(text, arguments);
      case "upper" -> Text.upper(text);
      case "wordcount" -> words(text);
      default -> throw new IllegalStateException("no filter " + name);
    };
  }

  private static String escape(String text, Budget budget) {
    budget.text(text.length());
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String indent(String text, Bound arguments, Budget budget) {
    Object width = arguments.get(0, 4L);
    String indent =
        width instanceof String given
            ? given
            : " ".repeat(budget.text(Math.max(0, Numbers.index(width))));
    boolean indentsBlank = arguments.flag(2, false);
    StringBuilder result = new StringBuilder(arguments.flag(1, false) ? indent : "");
    String separator = "";
    for (Object each : Text.lines(text + "\n", false)) {
      String line = Python.text(each);
      boolean isIndented = !separator.isEmpty() && (indentsBlank || !line.isEmpty());
      budget.fits((long) result.length() + indent.length() + line.length());
      result.append(separator).append(isIndented ? indent : "").append(line);
      separator = "\n";
    }
    budget.text(result.length());
    return result.toString();
  }

  private static String replace(String text, Bound arguments, Budget budget) {
    String old = Repr.str(arguments.get(0), budget);
    String replacement = Repr.str(arguments.get(1), budget);
    return StringMethods.replace(text, old, replacement, arguments.integer(2, -1), budget);
  }

  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    Matcher start = WORD_START.matcher(text);
    int from = 0;
    while (start.find()) {
      title.append(word(text.substring(from, start.start()))).append(start.group());
      from = start.end();
    }
    return title.append(word(text.substring(from))).toString();
  }

  private static String word(String word) {
    int first = word.isEmpty() ? 0 : Character.charCount(word.codePointAt(0));
    return Text.upper(word.substring(0, first)) + Text.lower(word.substring(first));
  }

  private static String truncate(String text, Bound arguments) {
    int length = arguments.integer(0, TRUNCATED);
    String end = arguments.text(2, "...");
    int kept = length - Text.length(end);
    int leeway = arguments.integer(3, LEEWAY);
    if (kept < 0 || leeway < 0) {
      throw new JinjaException("filter 'truncate' has a length below that of its end");
    }
    if (Text.length(text) <= (long) length + leeway) {
      return text;
    }
    String cut = Text.slice(text, 0, kept);
    int space = arguments.flag(1, false) ? -1 : cut.lastIndexOf(' ');
    return (space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static long words(String text) {
    long count = 0;
    boolean inWord = false;
    for (int point : text.codePoints().toArray()) {
      boolean isPart = Character.isLetterOrDigit(point) || point == '_';
      count += isPart && !inWord ? 1 : 0;
      inWord = isPart;
    }
    return count;
  }

  private static String urlEncode(Object value, Budget budget) {
    if (value instanceof String || Numbers.isNumber(value) || value instanceof None) {
      return quoted(value, budget).replace("+", "%20").replace("%2F", "/");
    }
    List<Object> pairs =
        value instanceof Map<?, ?> map ? Attributes.entries(map, budget) : Python.iterate(value);
    List<String> encoded = new ArrayList<>();
    for (Object pair : pairs) {
      List<Object> sides = Python.iterate(pair);
      if (sides.size() != 2) {
        throw new JinjaException("filter 'urlencode' needs pairs");
      }
      encoded.add(quoted(sides.getFirst(), budget) + "=" + quoted(sides.getLast(), budget));
    }
    return String.join("&", encoded);
  }

  private static String quoted(Object value, Budget budget) {
    String text = text(value, budget);
    budget.text(3L * text.length());
    return URLEncoder.encode(text, UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
