package io.sparsed.scheduler.text.jinja;

import java.util.List;

/** A Tuple is Python's tuple. */
record Tuple(List<Object> items) {
  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }
}
