package io.sparsed.scheduler.text.jinja;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Gives values the meaning that they have in Python. A value is a String, Long, Boolean, {@link
 * None}, List, {@link Tuple}, Map, {@link Sequence}, or another type of this package.
 */
final class Python {
  private Python() {}

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Markup(String text) -> !text.isEmpty();
      case Long number -> number != 0;
      case None _, Undefined _ -> false;
      case List<?> list -> !list.isEmpty();
      case Tuple tuple -> !tuple.items().isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Sequence sequence -> sequence.isTrue();
      default -> true;
    };
  }

  static String type(Object value) {
    return switch (value) {
      case Boolean _ -> "a boolean";
      case String _ -> "text";
      case Markup _ -> "text that is marked safe";
      case Long _ -> "an integer";
      case None _ -> "none";
      case Undefined _ -> "an undefined value";
      case List<?> _ -> "a list";
      case Tuple _ -> "a tuple";
      case Map<?, ?> _ -> "a dict";
      case Sequence _ -> "a range, a view of a dict or the result of a filter without list";
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

  /** Returns the value if it is a dict. */
  static Map<?, ?> dict(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new JinjaException("a dict was expected, found " + type(value));
  }

  /** Returns the items of anything that a loop can go over. */
  static List<Object> iterate(Object value) {
    return switch (value) {
      case String text -> Text.codePoints(text);
      case Undefined _ -> List.of();
      case Tuple tuple -> tuple.items();
      case Sequence sequence -> sequence.read();
      case Map<?, ?> map -> List.copyOf(map.keySet());
      case List<?> list -> Collections.unmodifiableList(list);
      default -> throw new JinjaException(type(value) + " cannot be looped over");
    };
  }

  static long length(Object value) {
    return switch (value) {
      case String text -> Text.length(text);
      case Sequence sequence when sequence.isOnce() ->
          throw new JinjaException("the result of a filter has no length: use list first");
      default -> iterate(value).size();
    };
  }

  static boolean contains(Object container, Object value) {
    return switch (container) {
      case String text -> {
        Budget.text(text.length());
        yield text.contains(text(value));
      }
      case Sequence sequence -> sequence.anyMatch(item -> Comparison.equal(item, value));
      case Map<?, ?> map -> !(value instanceof Undefined) && map.containsKey(key(value));
      default -> iterate(container).stream().anyMatch(item -> Comparison.equal(item, value));
    };
  }

  /** Returns the value as the key of a dict, in which 1 and true are the same. */
  static Object key(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? 1L : 0L;
      case String _, Long _, None _ -> value;
      default -> throw new JinjaException(type(value) + " is not supported as a key");
    };
  }
}
