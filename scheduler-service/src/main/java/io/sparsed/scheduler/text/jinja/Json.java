package io.sparsed.scheduler.text.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes values as Python's {@code json.dumps} does. Owned by the thread that writes. */
final class Json {
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sortsKeys;
  private final StringBuilder out = new StringBuilder();

  private Json(Bound options) {
    this.ascii = options.flag("ensure_ascii");
    this.indent = options.has("indent") ? indent(options.get("indent")) : null;
    List<Object> separators =
        options.has("separators")
            ? Python.iterate(options.get("separators"))
            : List.of(indent == null ? ", " : ",", ": ");
    if (separators.size() != 2) {
      throw new JinjaException("tojson needs two separators");
    }
    this.itemSeparator = Python.text(separators.get(0));
    this.keySeparator = Python.text(separators.get(1));
    this.sortsKeys = options.flag("sort_keys");
  }

  /** Returns the value as JSON with the arguments of the filter tojson. */
  static String of(Object value, Bound options) {
    Json json = new Json(options);
    json.value(value, 0);
    return json.out.toString();
  }

  private static String indent(Object option) {
    return option instanceof String text
        ? text
        : " ".repeat(Budget.text(Math.max(0, Numbers.index(option))));
  }

  private void value(Object value, int nesting) {
    Budget.nests(nesting);
    Budget.spend(1);
    switch (value) {
      case String text -> quoted(text);
      case Markup(String text) -> quoted(text);
      case Tuple(List<Object> items) -> array(items, nesting);
      case List<?> list -> array(list, nesting);
      case Map<?, ?> map -> object(map, nesting);
      default -> out.append(scalar(value));
    }
    Budget.fits(out.length());
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "true" : "false";
      case None _ -> "null";
      case Long number -> number.toString();
      default -> throw new JinjaException("tojson cannot write " + Python.type(value));
    };
  }

  private void array(Collection<?> items, int nesting) {
    String separator = "[";
    for (Object item : items) {
      out.append(separator);
      line(nesting + 1);
      value(item, nesting + 1);
      separator = itemSeparator;
    }
    close(items.isEmpty(), "[", "]", nesting);
  }

  private void object(Map<?, ?> map, int nesting) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : (sortsKeys ? sorted(map) : map).entrySet()) {
      out.append(separator);
      line(nesting + 1);
      quoted(entry.getKey() instanceof String text ? text : scalar(entry.getKey()));
      out.append(keySeparator);
      value(entry.getValue(), nesting + 1);
      separator = itemSeparator;
    }
    close(map.isEmpty(), "{", "}", nesting);
  }

  private Map<Object, Object> sorted(Map<?, ?> map) {
    Map<Object, Object> sorted = new TreeMap<>(Comparison::compare);
    sorted.putAll(map);
    return sorted;
  }

  private void close(boolean isEmpty, String open, String close, int nesting) {
    if (isEmpty) {
      out.append(open);
    } else {
      line(nesting);
    }
    out.append(close);
  }

  private void line(int nesting) {
    if (indent != null) {
      Budget.fits(out.length() + (long) indent.length() * nesting);
      out.append('\n').append(indent.repeat(nesting));
    }
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = "\"\\\n\r\t\f\b".indexOf(c);
      if (escape >= 0) {
        out.append('\\').append("\"\\nrtfb".charAt(escape));
      } else if (c < ' ' || (ascii && c > '~')) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
