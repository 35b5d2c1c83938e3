package io.sparsed.scheduler.text.jinja;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives values the meaning that they have in Python. A value is a String, Long, Double, Boolean,
 * {@link None}, List, {@link Tuple}, Map, {@link Range}, or another type of this package.
 */
final class Python {
  private static final int MAX_NESTING = 100;

  private Python() {}

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Markup(String text) -> !text.isEmpty();
      case Long number -> number != 0;
      case Double number -> number != 0;
      case None _, Undefined _ -> false;
      case List<?> list -> !list.isEmpty();
      case Tuple tuple -> !tuple.items().isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case View view -> !view.items().isEmpty();
      default -> true;
    };
  }

  static String type(Object value) {
    return switch (value) {
      case Boolean _ -> "a boolean";
      case String _, Markup _ -> "text";
      case Long _ -> "an integer";
      case Double _ -> "a float";
      case None _ -> "none";
      case Undefined _ -> "an undefined value";
      case List<?> _ -> "a list";
      case Tuple _ -> "a tuple";
      case Map<?, ?> _ -> "a dict";
      case View(String name, List<Object> _) -> name;
      case Generator _ -> "a generator";
      default -> "a function or an object";
    };
  }

  /** Returns the value if it is text. */
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Undefined undefined -> throw undefined.failure();
      default -> throw new JinjaException("text was expected, found " + type(value));
    };
  }

  /** Returns the items of anything that a loop can go over. */
  static List<Object> iterate(Object value) {
    return switch (value) {
      case String text -> Text.codePoints(text);
      case Undefined _ -> List.of();
      case Tuple tuple -> tuple.items();
      case View view -> view.items();
      case Generator generator -> generator.take();
      case Map<?, ?> map -> List.copyOf(map.keySet());
      case List<?> list -> Collections.unmodifiableList(list);
      default -> throw new JinjaException(type(value) + " cannot be looped over");
    };
  }

  static int length(Object value) {
    return switch (value) {
      case String text -> Text.length(text);
      case Markup(String text) -> Text.length(text);
      case Generator _ -> throw new JinjaException("a generator has no length: use list first");
      default -> iterate(value).size();
    };
  }

  static boolean contains(Object container, Object value, Budget budget) {
    return switch (container) {
      case String text -> {
        budget.text(text.length());
        yield text.contains(text(value));
      }
      case Map<?, ?> map -> !(value instanceof Undefined) && map.containsKey(key(value));
      default -> iterate(container).stream().anyMatch(item -> equal(item, value, budget));
    };
  }

  /** Returns the value as the key of a dict, in which 1, 1.0 and true are the same. */
  static Object key(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? 1L : 0L;
      case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 53 ->
          number.longValue();
      case String _, Long _, Double _, None _ -> value;
      default -> throw new JinjaException(type(value) + " is not supported as a key");
    };
  }

  static boolean equal(Object left, Object right, Budget budget) {
    return equal(left, right, 0, budget);
  }

  private static boolean equal(Object left, Object right, int nesting, Budget budget) {
    checkNesting(nesting);
    budget.spend(cost(left));
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      boolean areIntegers = Numbers.isInteger(left) && Numbers.isInteger(right);
      return areIntegers
          ? Numbers.integer(left) == Numbers.integer(right)
          : Numbers.real(left) == Numbers.real(right);
    }
    return switch (left) {
      case Undefined _ -> right instanceof Undefined;
      case Range _ ->
          right instanceof Range && equalItems((List<?>) left, (List<?>) right, nesting, budget);
      case List<?> list ->
          right instanceof List<?> other
              && !(right instanceof Range)
              && equalItems(list, other, nesting, budget);
      case Tuple tuple ->
          right instanceof Tuple other && equalItems(tuple.items(), other.items(), nesting, budget);
      case Map<?, ?> map ->
          right instanceof Map<?, ?> other && equalEntries(map, other, nesting, budget);
      case Markup(String text) -> equal(text, right, nesting, budget);
      case String text ->
          right instanceof Markup(String other) ? text.equals(other) : text.equals(right);
      case View _ -> throw new JinjaException("views of a dict cannot be compared");
      default -> left.equals(right);
    };
  }

  private static boolean equalItems(List<?> left, List<?> right, int nesting, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), nesting + 1, budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Map<?, ?> left, Map<?, ?> right, int nesting, Budget budget) {
    return left.size() == right.size()
        && left.entrySet().stream()
            .allMatch(
                entry ->
                    right.containsKey(entry.getKey())
                        && equal(
                            entry.getValue(),
                            Objects.requireNonNull(right.get(entry.getKey())),
                            nesting + 1,
                            budget));
  }

  /** Compares two values as {@code <} does, of which it needs a negative result. */
  static int compare(Object left, Object right, Budget budget) {
    return compare(left, right, 0, budget);
  }

  private static int compare(Object left, Object right, int nesting, Budget budget) {
    checkNesting(nesting);
    budget.spend(cost(left));
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return Long.compare(Numbers.integer(left), Numbers.integer(right));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return compareReals(Numbers.real(left), Numbers.real(right));
    }
    if (left instanceof String a && right instanceof String b) {
      return compareTexts(a, b);
    }
    boolean areTuples = left instanceof Tuple && right instanceof Tuple;
    if (areTuples || (isList(left) && isList(right))) {
      return compareItems(iterate(left), iterate(right), nesting, budget);
    }
    for (Object side : List.of(left, right)) {
      if (side instanceof Undefined undefined) {
        throw undefined.failure();
      }
    }
    throw new JinjaException(type(left) + " and " + type(right) + " have no order");
  }

  static boolean isList(Object value) {
    return value instanceof List<?> && !(value instanceof Range);
  }

  private static int compareReals(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      throw new JinjaException("nan has no order");
    }
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Compares by code points, which differs from UTF-16 above U+FFFF. */
  private static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        boolean areSurrogates =
            Character.isSurrogate(left.charAt(i)) == Character.isSurrogate(right.charAt(i));
        int order = Character.compare(left.charAt(i), right.charAt(i));
        return areSurrogates ? order : Character.isSurrogate(left.charAt(i)) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int compareItems(
      List<Object> left, List<Object> right, int nesting, Budget budget) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!equal(left.get(i), right.get(i), nesting + 1, budget)) {
        return compare(left.get(i), right.get(i), nesting + 1, budget);
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static long cost(Object value) {
    return value instanceof String text ? 1 + text.length() / 64 : 1;
  }

  static void checkNesting(int nesting) {
    if (nesting > MAX_NESTING) {
      throw new JinjaException(
          "more than " + MAX_NESTING + " values inside one another are not supported");
    }
  }
}
