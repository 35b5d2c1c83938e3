package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;

/** Writes values as Python's {@code str} and {@code repr} do. Owned by the thread that writes. */
final class Repr {
  private final StringBuilder out = new StringBuilder();

  private Repr() {}

  /** Returns the value as it is printed. */
  static String str(Object value) {
    return switch (value) {
      case String text -> text;
      case Markup(String text) -> text;
      case Undefined _ -> "";
      default -> {
        Repr repr = new Repr();
        repr.value(value, 0);
        yield repr.out.toString();
      }
    };
  }

  private void value(Object value, int nesting) {
    Budget.nests(nesting);
    Budget.spend(1);
    switch (value) {
      case String text -> quoted(text);
      case Boolean flag -> out.append(flag ? "True" : "False");
      case Long number -> out.append(number.longValue());
      case None _ -> out.append("None");
      case Undefined _ -> out.append("Undefined");
      case List<?> list -> items("[", list, "]", nesting);
      case Tuple(List<Object> items) -> items("(", items, items.size() == 1 ? ",)" : ")", nesting);
      case Map<?, ?> map -> dict(map, nesting);
      default -> throw new JinjaException(Python.type(value) + " cannot be printed");
    }
    Budget.fits(out.length());
  }

  private void items(String open, List<?> items, String close, int nesting) {
    String separator = "";
    out.append(open);
    for (Object item : items) {
      out.append(separator);
      value(item, nesting + 1);
      separator = ", ";
    }
    out.append(close);
  }

  private void dict(Map<?, ?> map, int nesting) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      value(entry.getKey(), nesting);
      out.append(": ");
      value(entry.getValue(), nesting + 1);
      separator = ", ";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    out.append(quote);
    for (int point : text.codePoints().toArray()) {
      int escape = "\n\r\t\\".indexOf(point);
      if (escape >= 0 || point == quote) {
        out.append('\\').append(escape < 0 ? quote : "nrt\\".charAt(escape));
      } else if (isPrintable(point)) {
        out.appendCodePoint(point);
      } else {
        String form = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
        out.append(String.format(form, point));
      }
    }
    out.append(quote);
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
