package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.function.Predicate;

/**
 * A Sequence is what a loop can go over but is no list: a range, a view of a dict, or the result of
 * a filter, which can be read once. Not thread-safe.
 */
final class Sequence {
  private final boolean isOnce;
  private List<Object> items;

  private Sequence(List<Object> items, boolean isOnce) {
    this.items = items;
    this.isOnce = isOnce;
  }

  static Sequence of(List<Object> items) {
    return new Sequence(items, false);
  }

  /** Returns a sequence that has no items once they were read. */
  static Sequence once(List<Object> items) {
    return new Sequence(items, true);
  }

  boolean isOnce() {
    return isOnce;
  }

  boolean isTrue() {
    return isOnce || !items.isEmpty();
  }

  List<Object> read() {
    List<Object> read = items;
    items = isOnce ? List.of() : items;
    return read;
  }

  /** Returns whether an item matches; one that can be read once keeps those behind it only. */
  boolean anyMatch(Predicate<Object> test) {
    List<Object> all = read();
    for (int i = 0; i < all.size(); i++) {
      if (test.test(all.get(i))) {
        items = isOnce ? all.subList(i + 1, all.size()) : all;
        return true;
      }
    }
    return false;
  }

  /** Returns the first item, and drops it if it can be read once; Undefined if none is left. */
  Object first() {
    if (items.isEmpty()) {
      return new Undefined("the sequence is empty");
    }
    Object first = items.getFirst();
    items = isOnce ? items.subList(1, items.size()) : items;
    return first;
  }
}
