package io.sparsed.scheduler.text.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LoopContext is the variable {@code loop}. It reads items no earlier than they are needed,
 * because a loop's body may change what its condition lets through. Not thread-safe.
 */
final class LoopContext {
  private final Iterator<Object> items;
  private final Budget budget;
  private final Deque<Object> ahead = new ArrayDeque<>();
  private final Undefined nothing = new Undefined("there is no such item of the loop");
  private Object previous = nothing;
  private Object current = nothing;
  private @Nullable Object changed;
  private long index = -1;

  LoopContext(Iterator<Object> items, Budget budget) {
    this.items = items;
    this.budget = budget;
  }

  boolean hasNext() {
    return !ahead.isEmpty() || items.hasNext();
  }

  Object next() {
    previous = current;
    current = ahead.isEmpty() ? items.next() : ahead.remove();
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
      case "nextitem" -> hasNext() ? peek() : nothing;
      case "depth" -> 1L;
      case "depth0" -> 0L;
      case "cycle" -> (Invocable) arguments -> cycle(arguments.positional());
      case "changed" -> (Invocable) arguments -> isChanged(arguments.positional());
      default -> new Undefined("loop has no attribute '" + name + "'");
    };
  }

  private long length() {
    items.forEachRemaining(ahead::add);
    return index + 1 + ahead.size();
  }

  private Object peek() {
    if (ahead.isEmpty()) {
      ahead.add(items.next());
    }
    return ahead.getFirst();
  }

  private Object cycle(List<Object> values) {
    if (values.isEmpty()) {
      throw new JinjaException("loop.cycle needs values");
    }
    return values.get((int) (index % values.size()));
  }

  private boolean isChanged(List<Object> values) {
    boolean isSame = changed != null && Python.equal(changed, values, budget);
    changed = values;
    return !isSame;
  }
}
