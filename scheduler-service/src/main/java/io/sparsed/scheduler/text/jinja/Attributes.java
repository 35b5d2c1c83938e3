package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads attributes, methods and items of values by the rules of Jinja2's immutable sandbox. */
final class Attributes {
  private static final Functions<List<Object>> OF_LISTS =
      new Functions<List<Object>>("method")
          .with("count(value)", (items, a) -> count(items, a.get("value")))
          .with("index(value)", (items, a) -> index(items, a.get("value")))
          .refusing("append clear copy extend insert pop remove reverse sort");
  private static final Functions<Map<?, ?>> OF_DICTS =
      new Functions<Map<?, ?>>("method")
          .with("get(key default)", (map, a) -> getOrDefault(map, a))
          .with("keys()", (map, _) -> Sequence.of(List.copyOf(map.keySet())))
          .with("values()", (map, _) -> Sequence.of(List.copyOf(map.values())))
          .with("items()", (map, _) -> Sequence.of(entries(map)))
          .with("copy()", (map, _) -> new LinkedHashMap<Object, Object>(map))
          .refusing("clear fromkeys pop popitem setdefault update");

  private Attributes() {}

  /** Returns {@code target.name}: the attribute, or else the item of that name. */
  static Object get(Object target, String name) {
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (name.startsWith("__")) {
      return new Undefined("attribute '" + name + "' is not safe");
    }
    Object attribute = attribute(target, name);
    boolean isEntry = attribute instanceof Undefined && target instanceof Map<?, ?>;
    return isEntry ? item(target, name) : attribute;
  }

  /** Returns {@code target[index]}: the item, or else the attribute of that name. */
  static Object item(Object target, Object index) {
    return switch (target) {
      case Undefined undefined -> throw undefined.failure();
      case Map<?, ?> map when map.containsKey(Python.key(index)) ->
          Objects.requireNonNull(map.get(Python.key(index)));
      case Map<?, ?> _ when index instanceof String name && !name.startsWith("__") ->
          attribute(target, name);
      case String text when Numbers.isInteger(index) -> at(Text.codePoints(text), index);
      case Tuple(List<Object> items) when Numbers.isInteger(index) -> at(items, index);
      case List<?> _ when Numbers.isInteger(index) -> at(Python.iterate(target), index);
      case Sequence _, Invocable _ ->
          throw new JinjaException(Python.type(target) + " has no items here");
      case Object _ when index instanceof String name -> get(target, name);
      default -> new Undefined(Python.type(target) + " has no such item");
    };
  }

  /** Returns the value of a path such as {@code function.name} or {@code 0.role}. */
  static Object path(Object target, Object path) {
    if (!(path instanceof String text)) {
      return item(target, path);
    }
    Object value = target;
    for (String part : text.split("\\.", -1)) {
      value = item(value, part.matches("\\d+") ? (Object) Numbers.parse(part) : part);
    }
    return value;
  }

  private static Object at(List<Object> items, Object index) {
    Budget.spend(items.size() / 16);
    long from = Numbers.integer(index);
    long position = from < 0 ? from + items.size() : from;
    return position >= 0 && position < items.size()
        ? items.get((int) position)
        : new Undefined("there is no item " + from);
  }

  private static Object attribute(Object target, String name) {
    return switch (target) {
      case String text -> StringMethods.ALL.method(name, text);
      case Namespace namespace -> namespace.get(name);
      case LoopContext loop -> loop.get(name);
      case Map<?, ?> map -> OF_DICTS.method(name, map);
      case Tuple(List<Object> items) -> OF_LISTS.method(name, items);
      case List<?> _ -> OF_LISTS.method(name, Python.iterate(target));
      case None _, Boolean _ -> new Undefined(Python.type(target) + " has no attributes");
      default ->
          throw new JinjaException(
              "attribute '%s' of %s is not supported".formatted(name, Python.type(target)));
    };
  }

  private static long count(List<Object> items, Object value) {
    Budget.list(items.size());
    return items.stream().filter(item -> Comparison.equal(item, value)).count();
  }

  private static long index(List<Object> items, Object value) {
    for (int i = 0; i < Budget.list(items.size()); i++) {
      if (Comparison.equal(items.get(i), value)) {
        return i;
      }
    }
    throw new JinjaException("the list does not have the value that index() looks for");
  }

  private static Object getOrDefault(Map<?, ?> map, Bound arguments) {
    Object value = map.get(Python.key(arguments.get("key")));
    return value != null ? value : arguments.get("default", None.NONE);
  }

  static List<Object> entries(Map<?, ?> map) {
    List<Object> entries = new ArrayList<>(Budget.list(map.size()));
    map.forEach((key, value) -> entries.add(Tuple.of(key, value)));
    return entries;
  }
}
