package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Writes values as Python's {@code str} and {@code repr} do. Owned by the thread that writes. */
final class Repr {
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private Repr(Budget budget) {
    this.budget = budget;
  }

  /** Returns the value as it is printed. */
  static String str(Object value, Budget budget) {
    return switch (value) {
      case String text -> text;
      case Markup(String text) -> text;
      case Undefined _ -> "";
      default -> repr(value, budget);
    };
  }

  /** Returns the value as it is printed inside of a list. */
  static String repr(Object value, Budget budget) {
    Repr repr = new Repr(budget);
    repr.value(value, 0);
    return repr.out.toString();
  }

  private void value(Object value, int nesting) {
    Python.checkNesting(nesting);
    budget.spend(1);
    switch (value) {
      case String text -> quoted(text);
      case Boolean flag -> out.append(flag ? "True" : "False");
      case Long number -> out.append(number.longValue());
      case Double number -> out.append(Numbers.repr(number));
      case None _ -> out.append("None");
      case Undefined _ -> out.append("Undefined");
      case Range range -> out.append(range);
      case List<?> list -> items("[", list, "]", nesting);
      case Tuple(List<Object> items, boolean _) ->
          items("(", items, items.size() == 1 ? ",)" : ")", nesting);
      case View(String name, List<Object> items) -> items(name + "([", items, "])", nesting);
      case Map<?, ?> map ->
          joined("{", map.entrySet(), "}", (entry, deeper) -> entry(entry, deeper), nesting);
      default -> throw new JinjaException(Python.type(value) + " cannot be printed");
    }
    budget.fits(out.length());
  }

  private void items(String open, List<?> items, String close, int nesting) {
    joined(open, items, close, this::value, nesting);
  }

  private <T> void joined(
      String open,
      Iterable<? extends T> items,
      String close,
      BiConsumer<T, Integer> write,
      int nesting) {
    String separator = open;
    for (T item : items) {
      out.append(separator);
      write.accept(item, nesting + 1);
      separator = ", ";
    }
    out.append(separator.equals(open) ? open : "").append(close);
  }

  private void entry(Map.Entry<?, ?> entry, int nesting) {
    value(entry.getKey(), nesting);
    out.append(": ");
    value(entry.getValue(), nesting);
  }

  private void quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (point == quote || point == '\\') {
                    out.append('\\');
                  }
                  point(point);
                }
              }
            });
    out.append(quote);
  }

  private void point(int point) {
    if (isPrintable(point)) {
      out.appendCodePoint(point);
    } else {
      out.append(
          String.format(
              point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x", point));
    }
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
