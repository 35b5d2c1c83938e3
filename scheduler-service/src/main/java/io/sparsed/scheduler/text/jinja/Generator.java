package io.sparsed.scheduler.text.jinja;

import java.util.List;

/** A Generator is the result of a filter that can be read once. Not thread-safe. */
final class Generator {
  private List<Object> items;

  Generator(List<Object> items) {
    this.items = items;
  }

  List<Object> take() {
    List<Object> taken = items;
    items = List.of();
    return taken;
  }

  /** Returns the first item and drops it; Undefined if none is left. */
  Object next() {
    if (items.isEmpty()) {
      return new Undefined("the sequence is empty");
    }
    Object first = items.getFirst();
    items = items.subList(1, items.size());
    return first;
  }
}
