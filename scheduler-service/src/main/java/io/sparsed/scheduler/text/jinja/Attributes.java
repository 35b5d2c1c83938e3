package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads attributes, methods and items of values by the rules of Jinja2's immutable sandbox. */
final class Attributes {
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> OF_NUMBERS =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  private Attributes() {}

  /** Returns {@code target.name}: the attribute, or else the item of that name. */
  static Object get(Object target, String name, Budget budget) {
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (name.startsWith("__")) {
      return new Undefined("attribute '" + name + "' is not safe");
    }
    Object attribute = attribute(target, name, budget);
    return attribute instanceof Undefined
            && target instanceof Map<?, ?> map
            && map.containsKey(name)
        ? entry(map, name)
        : attribute;
  }

  /** Returns {@code target[index]}: the item, or else the attribute of that name. */
  static Object item(Object target, Object index, Budget budget) {
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object item =
        switch (target) {
          case Map<?, ?> map when map.containsKey(Python.key(index)) -> entry(map, index);
          case String text when Numbers.isInteger(index) ->
              at(Text.codePoints(text), index, budget);
          case Tuple tuple when Numbers.isInteger(index) -> at(tuple.items(), index, budget);
          case List<?> _ when Numbers.isInteger(index) -> at(Python.iterate(target), index, budget);
          default -> new Undefined(Python.type(target) + " has no item " + describe(index));
        };
    return item instanceof Undefined && index instanceof String name && !isEntry(target, name)
        ? attribute(target, name, budget)
        : item;
  }

  /** Returns the value of a path such as {@code function.name} or {@code 0.role}. */
  static Object path(Object target, Object path, Budget budget) {
    if (!(path instanceof String text)) {
      return item(target, path, budget);
    }
    Object value = target;
    for (String part : text.split("\\.", -1)) {
      boolean isIndex = part.matches("\\d+");
      value = item(value, isIndex ? (Object) Numbers.parse(part, 10) : part, budget);
    }
    return value;
  }

  private static String describe(Object index) {
    return index instanceof String || index instanceof Long
        ? "'" + index + "'"
        : Python.type(index);
  }

  private static boolean isEntry(Object target, String name) {
    return target instanceof Map<?, ?> map && map.containsKey(name);
  }

  private static Object entry(Map<?, ?> map, Object key) {
    Object value = map.get(Python.key(key));
    return value == null ? new Undefined("the dict has no such key") : value;
  }

  private static Object at(List<Object> items, Object index, Budget budget) {
    budget.spend(items.size() / 16);
    long from = Numbers.integer(index);
    long position = from < 0 ? from + items.size() : from;
    return position >= 0 && position < items.size()
        ? items.get((int) position)
        : new Undefined("there is no item " + from);
  }

  private static Object attribute(Object target, String name, Budget budget) {
    if (target instanceof Invocable || target instanceof Markup || target instanceof Generator) {
      throw new JinjaException(
          "attribute '%s' of %s is not supported".formatted(name, Python.type(target)));
    }
    if (Numbers.isNumber(target) && OF_NUMBERS.contains(name)) {
      throw new JinjaException("attribute '" + name + "' of numbers is not supported");
    }
    return switch (target) {
      case String text -> StringMethods.get(text, name, budget);
      case Namespace namespace -> namespace.get(name);
      case LoopContext loop -> loop.get(name);
      case Map<?, ?> map -> dictMethod(map, name, budget);
      case Tuple(List<Object> items, boolean isGroup) when isGroup && name.equals("grouper") ->
          items.getFirst();
      case Tuple(List<Object> items, boolean isGroup) when isGroup && name.equals("list") ->
          items.getLast();
      case Tuple(List<Object> items, boolean _) -> listMethod(items, name, budget);
      case Range _ when Set.of("start", "stop", "step").contains(name) ->
          throw new JinjaException("attribute '" + name + "' of a range is not supported");
      case List<?> _ when LIST_CHANGES.contains(name) -> unsafe(name, "list");
      case List<?> list when name.equals("copy") -> method("copy", _ -> list);
      case List<?> _ -> listMethod(Python.iterate(target), name, budget);
      default -> new Undefined(Python.type(target) + " has no attribute '" + name + "'");
    };
  }

  private static Object listMethod(List<Object> items, String name, Budget budget) {
    return switch (name) {
      case "count" -> (Invocable) arguments -> count(items, only(name, arguments), budget);
      case "index" -> (Invocable) arguments -> index(items, only(name, arguments), budget);
      default -> new Undefined("the list has no attribute '" + name + "'");
    };
  }

  private static Object count(List<Object> items, Object value, Budget budget) {
    budget.list(items.size());
    return items.stream().filter(item -> Python.equal(item, value, budget)).count();
  }

  private static Object index(List<Object> items, Object value, Budget budget) {
    budget.list(items.size());
    for (int i = 0; i < items.size(); i++) {
      if (Python.equal(items.get(i), value, budget)) {
        return (long) i;
      }
    }
    throw new JinjaException("the list does not have the value that index() looks for");
  }

  private static Object dictMethod(Map<?, ?> map, String name, Budget budget) {
    return switch (name) {
      case "get" -> (Invocable) arguments -> getOrDefault(map, arguments);
      case "keys" -> method(name, _ -> new View("dict_keys", List.copyOf(map.keySet())));
      case "values" -> method(name, _ -> new View("dict_values", List.copyOf(map.values())));
      case "items" -> method(name, _ -> new View("dict_items", entries(map, budget)));
      case "copy" -> method(name, _ -> new LinkedHashMap<>(map));
      case "fromkeys" -> throw new JinjaException("dict.fromkeys is not supported");
      default ->
          DICT_CHANGES.contains(name)
              ? unsafe(name, "dict")
              : new Undefined("the dict has no attribute '" + name + "'");
    };
  }

  private static Object getOrDefault(Map<?, ?> map, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("get", List.of("key", "default"));
    Object value = map.get(Python.key(bound.get(0)));
    return value != null ? value : bound.get(1, None.NONE);
  }

  static List<Object> entries(Map<?, ?> map, Budget budget) {
    budget.list(map.size());
    List<Object> entries = new ArrayList<>(map.size());
    map.forEach((key, value) -> entries.add(Tuple.of(key, value)));
    return entries;
  }

  private static Undefined unsafe(String name, String type) {
    return new Undefined(name + "() would change a " + type + ", which templates may not");
  }

  private static Object only(String name, Arguments arguments) {
    return arguments.bind(name, List.of("value")).get(0);
  }

  private static Invocable method(String name, Invocable method) {
    return arguments -> {
      if (!arguments.isEmpty()) {
        throw new JinjaException(name + "() has no arguments");
      }
      return method.call(arguments);
    };
  }
}
