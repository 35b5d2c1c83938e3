package io.sparsed.scheduler.text.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A LoopContext is the variable {@code loop}. It reads items no earlier than they are needed,
 * because a loop's body may change what its condition lets through. Not thread-safe.
 */
final class LoopContext {
  private final Iterator<Object> items;
  private final Predicate<Object> condition;
  private final Deque<Object> ahead = new ArrayDeque<>();
  private final Undefined nothing = new Undefined("there is no such item of the loop");
  private Object previous = nothing;
  private Object current = nothing;
  private long index = -1;

  LoopContext(Iterator<Object> items, Predicate<Object> condition) {
    this.items = items;
    this.condition = condition;
  }

  boolean hasNext() {
    return reads(1);
  }

  Object next() {
    previous = current;
    current = ahead.remove();
    index++;
    return current;
  }

  Object get(String name) {
    return switch (name) {
      case "index" -> index + 1;
      case "index0" -> index;
      case "first" -> index == 0;
      case "last" -> !hasNext();
      case "length" -> length();
      case "revindex" -> length() - index;
      case "revindex0" -> length() - index - 1;
      case "previtem" -> previous;
      case "nextitem" -> hasNext() ? ahead.getFirst() : nothing;
      case "cycle" -> (Invocable) arguments -> cycle(arguments.positional());
      case "changed", "depth", "depth0" ->
          throw new JinjaException("loop." + name + " is not supported");
      default -> new Undefined("loop has no attribute '" + name + "'");
    };
  }

  private long length() {
    reads(Integer.MAX_VALUE);
    return index + 1 + ahead.size();
  }

  /** Reads ahead until there are {@code count} items; returns false if there are fewer. */
  private boolean reads(int count) {
    while (ahead.size() < count && items.hasNext()) {
      Object item = items.next();
      if (condition.test(item)) {
        ahead.add(item);
      }
    }
    return ahead.size() >= count;
  }

  private Object cycle(List<Object> values) {
    if (values.isEmpty()) {
      throw new JinjaException("loop.cycle needs values");
    }
    return values.get((int) (index % values.size()));
  }
}
