package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Implements the filters of lists and dicts. */
final class ListFilters {
  static final Functions<Object> ALL =
      new Functions<Object>("filter")
          .with("count, length()", (value, _) -> Python.length(value))
          .with("dictsort(case_sensitive by reverse)", ListFilters::dictSort)
          .with("first()", (value, _) -> edge(value, true))
          .with("items()", (value, _) -> items(value))
          .with("join(d attribute)", ListFilters::join)
          .with("last()", (value, _) -> edge(value, false))
          .with("list()", (value, _) -> list(value))
          .with("map", (value, a) -> Selections.map(value, a.all()))
          .with("max(case_sensitive attribute)", (value, a) -> extreme(value, a, 1))
          .with("min(case_sensitive attribute)", (value, a) -> extreme(value, a, -1))
          .with("reject", (value, a) -> Selections.select(value, a.all(), false, false))
          .with("rejectattr", (value, a) -> Selections.select(value, a.all(), false, true))
          .with("reverse()", (value, _) -> reversed(value))
          .with("select", (value, a) -> Selections.select(value, a.all(), true, false))
          .with("selectattr", (value, a) -> Selections.select(value, a.all(), true, true))
          .with(
              "sort(reverse case_sensitive attribute)",
              (value, a) -> sorted(list(value), key(a), a.bit("reverse")))
          .with("sum(attribute start)", ListFilters::sum)
          .with("unique(case_sensitive attribute)", ListFilters::unique);

  private ListFilters() {}

  private static List<Object> list(Object value) {
    List<Object> items = Python.iterate(value);
    Budget.list(items.size());
    return new ArrayList<>(items);
  }

  private static Object edge(Object value, boolean isFirst) {
    if (value instanceof Sequence sequence && (isFirst || sequence.isOnce())) {
      if (isFirst) {
        return sequence.first();
      }
      throw new JinjaException("the result of a filter has no last item: use list first");
    }
    List<Object> items = Python.iterate(value);
    return items.isEmpty()
        ? new Undefined("the sequence is empty")
        : isFirst ? items.getFirst() : items.getLast();
  }

  private static Object items(Object value) {
    return Sequence.once(
        value instanceof Undefined ? List.of() : Attributes.entries(Python.dict(value)));
  }

  private static Object reversed(Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    boolean isRead = value instanceof Sequence sequence && sequence.isOnce();
    List<Object> items = list(value);
    Collections.reverse(items);
    return isRead ? items : Sequence.once(items);
  }

  /** Returns the argument attribute of an item, or the item. */
  private static Object attribute(Object item, Bound arguments) {
    return arguments.has("attribute") ? Attributes.path(item, arguments.get("attribute")) : item;
  }

  /** Returns the function that sorts and compares items: their attribute, in lower case. */
  private static UnaryOperator<Object> key(Bound arguments) {
    if (arguments.has("attribute") && arguments.get("attribute").toString().contains(",")) {
      throw new JinjaException("several attributes are not supported");
    }
    return item -> folded(attribute(item, arguments), arguments);
  }

  private static Object folded(Object value, Bound arguments) {
    boolean isFolded = value instanceof String && !arguments.flag("case_sensitive");
    return isFolded ? Text.lower(Python.text(value)) : value;
  }

  private static Object dictSort(Object value, Bound arguments) {
    String by = arguments.text("by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new JinjaException("filter 'dictsort' sorts by key or value");
    }
    UnaryOperator<Object> key =
        entry -> folded(Python.iterate(entry).get(by.equals("key") ? 0 : 1), arguments);
    return sorted(Attributes.entries(Python.dict(value)), key, arguments.bit("reverse"));
  }

  private static List<Object> sorted(
      List<Object> items, UnaryOperator<Object> key, boolean isReverse) {
    record Keyed(Object key, Object item) {}
    Comparator<Keyed> order = (left, right) -> Comparison.compare(left.key(), right.key());
    return new ArrayList<>(
        items.stream()
            .map(item -> new Keyed(key.apply(item), item))
            .sorted(isReverse ? order.reversed() : order)
            .map(Keyed::item)
            .toList());
  }

  private static Object extreme(Object value, Bound arguments, int sign) {
    UnaryOperator<Object> key = key(arguments);
    List<Object> items = list(value);
    if (items.isEmpty()) {
      return new Undefined("the sequence is empty");
    }
    Object best = items.getFirst();
    for (Object item : items.subList(1, items.size())) {
      best = sign * Comparison.compare(key.apply(item), key.apply(best)) > 0 ? item : best;
    }
    return best;
  }

  private static Object sum(Object value, Bound arguments) {
    Object sum = arguments.get("start", 0L);
    if (sum instanceof String) {
      throw new JinjaException("filter 'sum' cannot add text");
    }
    for (Object item : list(value)) {
      sum = Operators.apply("+", sum, attribute(item, arguments));
    }
    return sum;
  }

  private static Object unique(Object value, Bound arguments) {
    Set<Object> seen = new HashSet<>();
    List<Object> items = list(value);
    items.removeIf(item -> !seen.add(Python.key(key(arguments).apply(item))));
    return Sequence.once(items);
  }

  private static String join(Object value, Bound arguments) {
    List<Object> texts = list(value);
    texts.replaceAll(item -> Repr.str(attribute(item, arguments)));
    return StringMethods.join(Repr.str(arguments.get("d", "")), texts);
  }
}
