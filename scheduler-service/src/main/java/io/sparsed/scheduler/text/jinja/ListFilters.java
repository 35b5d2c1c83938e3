package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Implements the filters of lists and dicts. */
final class ListFilters {
  static final Map<String, List<String>> SIGNATURES =
      Arguments.signatures(
          """
          batch(linecount fill_with) count() dictsort(case_sensitive by reverse) first()
          groupby(attribute default case_sensitive) items() join(d attribute) last() length()
          list() max(case_sensitive attribute) min(case_sensitive attribute) reverse()
          slice(slices fill_with) sort(reverse case_sensitive attribute) sum(attribute start)
          unique(case_sensitive attribute)
          """);

  private ListFilters() {}

  static Object apply(String name, Object value, Bound arguments, Budget budget) {
    switch (name) {
      case "count", "length" -> {
        return (long) Python.length(value);
      }
      case "first" -> {
        return value instanceof Generator generator ? generator.next() : edge(value, true);
      }
      case "last" -> {
        return edge(value, false);
      }
      case "reverse" -> {
        return reversed(value);
      }
      case "items", "dictsort" -> {
        List<Object> entries = entries(name, value, budget);
        return name.equals("items") ? new Generator(entries) : dictSort(entries, arguments, budget);
      }
      default -> {}
    }
    List<Object> items = Python.iterate(value);
    budget.list(items.size());
    return switch (name) {
      case "batch" -> batches(items, arguments, budget);
      case "groupby" -> groups(items, arguments, budget);
      case "join" -> join(items, arguments, budget);
      case "list" -> new ArrayList<>(items);
      case "max" -> extreme(items, arguments, false, budget);
      case "min" -> extreme(items, arguments, true, budget);
      case "slice" -> slices(items, arguments, budget);
      case "sort" -> sort(items, arguments, budget);
      case "sum" -> sum(items, arguments, budget);
      case "unique" -> unique(items, arguments, budget);
      default -> throw new IllegalStateException("no filter " + name);
    };
  }

  private static Object edge(Object value, boolean isFirst) {
    if (value instanceof Generator) {
      throw new JinjaException("a generator has no last item: use list first");
    }
    List<Object> items = Python.iterate(value);
    return items.isEmpty()
        ? new Undefined("the sequence is empty")
        : isFirst ? items.getFirst() : items.getLast();
  }

  private static Object reversed(Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = new ArrayList<>(Python.iterate(value));
    Collections.reverse(items);
    return value instanceof Generator ? items : new Generator(items);
  }

  private static List<Object> entries(String name, Object value, Budget budget) {
    if (value instanceof Map<?, ?> map) {
      return Attributes.entries(map, budget);
    }
    if (value instanceof Undefined && name.equals("items")) {
      return List.of();
    }
    throw new JinjaException("filter '" + name + "' needs a dict, found " + Python.type(value));
  }

  private static List<Object> dictSort(List<Object> entries, Bound arguments, Budget budget) {
    String by = arguments.text(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new JinjaException("filter 'dictsort' sorts by key or value");
    }
    UnaryOperator<Object> key =
        entry ->
            folded(Python.iterate(entry).get(by.equals("key") ? 0 : 1), arguments.flag(0, false));
    return sorted(entries, key, arguments.flag(2, false), budget);
  }

  /** Returns the function that sorts and compares items: their attribute, in lower case. */
  private static UnaryOperator<Object> key(
      Bound arguments, int attribute, int cased, Budget budget) {
    boolean isCased = arguments.flag(cased, false);
    return item ->
        folded(
            arguments.has(attribute)
                ? Attributes.path(item, arguments.get(attribute), budget)
                : item,
            isCased);
  }

  private static Object folded(Object value, boolean isCased) {
    return value instanceof String text && !isCased ? Text.lower(text) : value;
  }

  private static Object sort(List<Object> items, Bound arguments, Budget budget) {
    boolean isCased = arguments.flag(1, false);
    Object attribute = arguments.get(2, None.NONE);
    Object[] paths =
        attribute instanceof String text ? text.split(",", -1) : new Object[] {attribute};
    UnaryOperator<Object> key =
        item -> {
          List<Object> keys = new ArrayList<>();
          for (Object path : paths) {
            Object value = path == None.NONE ? item : Attributes.path(item, path, budget);
            keys.add(folded(value, isCased));
          }
          return keys;
        };
    return sorted(items, key, arguments.flag(0, false), budget);
  }

  private static List<Object> sorted(
      List<Object> items, UnaryOperator<Object> key, boolean isReverse, Budget budget) {
    record Keyed(Object key, Object item) {}
    List<Keyed> keyed = new ArrayList<>();
    items.forEach(item -> keyed.add(new Keyed(key.apply(item), item)));
    Comparator<Keyed> order =
        (left, right) -> {
          return Python.compare(left.key(), right.key(), budget);
        };
    keyed.sort(isReverse ? order.reversed() : order);
    return new ArrayList<>(keyed.stream().map(Keyed::item).toList());
  }

  private static Object extreme(List<Object> items, Bound arguments, boolean isMin, Budget budget) {
    UnaryOperator<Object> key = key(arguments, 1, 0, budget);
    Object best = new Undefined("the sequence is empty");
    Object bestKey = best;
    boolean isFirst = true;
    for (Object item : items) {
      Object itemKey = key.apply(item);
      int order = isFirst ? 0 : Python.compare(itemKey, bestKey, budget);
      if (isFirst || (isMin ? order < 0 : order > 0)) {
        best = item;
        bestKey = itemKey;
      }
      isFirst = false;
    }
    return best;
  }

  private static Object sum(List<Object> items, Bound arguments, Budget budget) {
    Object sum = arguments.get(1, 0L);
    if (sum instanceof String) {
      throw new JinjaException("filter 'sum' cannot add text");
    }
    for (Object item : items) {
      Object value = arguments.has(0) ? Attributes.path(item, arguments.get(0), budget) : item;
      sum = Operators.apply("+", sum, value, budget);
    }
    return sum;
  }

  private static Object unique(List<Object> items, Bound arguments, Budget budget) {
    UnaryOperator<Object> key = key(arguments, 1, 0, budget);
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : items) {
      if (seen.add(Python.key(key.apply(item)))) {
        unique.add(item);
      }
    }
    return new Generator(unique);
  }

  private static String join(List<Object> items, Bound arguments, Budget budget) {
    List<Object> texts = new ArrayList<>();
    for (Object item : items) {
      Object value = arguments.has(1) ? Attributes.path(item, arguments.get(1), budget) : item;
      texts.add(Repr.str(value, budget));
    }
    return StringMethods.join(Repr.str(arguments.get(0, ""), budget), texts, budget);
  }

  private static Object groups(List<Object> items, Bound arguments, Budget budget) {
    boolean isCased = arguments.flag(2, false);
    UnaryOperator<Object> path =
        item -> {
          Object found = Attributes.path(item, arguments.get(0), budget);
          return found instanceof Undefined && arguments.has(1) ? arguments.get(1) : found;
        };
    UnaryOperator<Object> key = item -> folded(path.apply(item), isCased);
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item : sorted(items, key, false, budget)) {
      if (group.isEmpty() || !Python.equal(key.apply(group.getFirst()), key.apply(item), budget)) {
        group = new ArrayList<>();
        groups.add(new Tuple(List.of(path.apply(item), group), true));
      }
      group.add(item);
    }
    return groups;
  }

  private static Object batches(List<Object> items, Bound arguments, Budget budget) {
    int size = arguments.integer(0);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : items) {
      if (batch.isEmpty() || batch.size() == size) {
        batch = new ArrayList<>();
        batches.add(batch);
      }
      batch.add(item);
    }
    if (!items.isEmpty() && arguments.has(1) && batch.size() < size) {
      batch.addAll(Collections.nCopies(budget.list(size - batch.size()), arguments.get(1)));
    }
    return new Generator(batches);
  }

  private static Object slices(List<Object> items, Bound arguments, Budget budget) {
    int count = arguments.integer(0);
    if (count == 0) {
      throw new JinjaException("filter 'slice' needs at least one slice");
    }
    List<Object> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < budget.list(Math.max(0, count)); i++) {
      boolean isLonger = i < Math.floorMod(items.size(), count);
      int to = from + items.size() / count + (isLonger ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (arguments.has(1) && !isLonger) {
        slice.add(arguments.get(1));
      }
      slices.add(slice);
      from = to;
    }
    return new Generator(slices);
  }
}
