package io.sparsed.scheduler.text.jinja;

import java.util.List;

/**
 * A Tuple is Python's tuple.
 *
 * @param isGroup true if the items have the names {@code grouper} and {@code list}
 */
record Tuple(List<Object> items, boolean isGroup) {
  Tuple(List<Object> items) {
    this(items, false);
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }
}
