package io.sparsed.scheduler.text.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares values as Python's {@code ==} and {@code <} do. */
final class Comparison {
  private Comparison() {}

  static boolean equal(Object left, Object right) {
    return equal(left, right, 0);
  }

  private static boolean equal(Object left, Object right, int nesting) {
    Budget.nests(nesting);
    Budget.spend(cost(left));
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return Numbers.integer(left) == Numbers.integer(right);
    }
    return switch (left) {
      case Undefined _ -> right instanceof Undefined;
      case List<?> list -> right instanceof List<?> other && equalItems(list, other, nesting);
      case Tuple(List<Object> items) ->
          right instanceof Tuple(List<Object> others) && equalItems(items, others, nesting);
      case Map<?, ?> map -> right instanceof Map<?, ?> other && equalEntries(map, other, nesting);
      case Sequence _, Markup _ -> throw refusal(left, right);
      default -> {
        if (right instanceof Markup) {
          throw refusal(left, right);
        }
        yield left.equals(right);
      }
    };
  }

  private static boolean equalItems(List<?> left, List<?> right, int nesting) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), nesting + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Map<?, ?> left, Map<?, ?> right, int nesting) {
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      Object other = right.get(entry.getKey());
      if (other == null || !equal(Objects.requireNonNull(entry.getValue()), other, nesting + 1)) {
        return false;
      }
    }
    return left.size() == right.size();
  }

  /** Returns less than, more than or exactly 0, as the left value is to the right one. */
  static int compare(Object left, Object right) {
    Budget.spend(cost(left));
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return Long.compare(Numbers.integer(left), Numbers.integer(right));
    }
    if (left instanceof String a && right instanceof String b) {
      return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }
    throw refusal(left, right);
  }

  private static JinjaException refusal(Object left, Object right) {
    for (Object side : List.of(left, right)) {
      if (side instanceof Undefined undefined) {
        return undefined.failure();
      }
    }
    return new JinjaException(
        Python.type(left) + " and " + Python.type(right) + " cannot be compared");
  }

  private static long cost(Object value) {
    return value instanceof String text ? 1 + text.length() / 8 : 1;
  }
}
