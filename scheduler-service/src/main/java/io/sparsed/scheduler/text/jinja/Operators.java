package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Applies the operators of expressions. */
final class Operators {
  private Operators() {}

  static Object apply(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Comparison.equal(left, right);
      case "!=" -> !Comparison.equal(left, right);
      case "<" -> Comparison.compare(left, right) < 0;
      case "<=" -> Comparison.compare(left, right) <= 0;
      case ">" -> Comparison.compare(left, right) > 0;
      case ">=" -> Comparison.compare(left, right) >= 0;
      case "in" -> Python.contains(right, left);
      case "not in" -> !Python.contains(right, left);
      default -> compute(operator, left, right);
    };
  }

  private static Object compute(String operator, Object left, Object right) {
    if (left instanceof String format && operator.equals("%")) {
      return Formats.percent(format, right);
    }
    if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
      return Numbers.arithmetic(operator, Numbers.integer(left), Numbers.integer(right));
    }
    if (operator.equals("*") && Numbers.isInteger(left)) {
      return repeat(right, Numbers.integer(left));
    }
    if (operator.equals("*") && Numbers.isInteger(right)) {
      return repeat(left, Numbers.integer(right));
    }
    return operator.equals("+") ? add(left, right) : refuse(operator, left, right);
  }

  private static Object refuse(String operator, Object left, Object right) {
    for (Object side : List.of(left, right)) {
      if (side instanceof Undefined undefined) {
        throw undefined.failure();
      }
    }
    throw new JinjaException(
        "%s and %s cannot be operands of %s"
            .formatted(Python.type(left), Python.type(right), operator));
  }

  private static Object add(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      Budget.text((long) a.length() + b.length());
      return a + b;
    }
    if (left instanceof Tuple(List<Object> a) && right instanceof Tuple(List<Object> b)) {
      return new Tuple(joined(a, b));
    }
    return left instanceof List<?> a && right instanceof List<?> b
        ? joined(a, b)
        : refuse("+", left, right);
  }

  private static List<Object> joined(List<?> left, List<?> right) {
    List<Object> items = new ArrayList<>(Budget.list((long) left.size() + right.size()));
    items.addAll(left);
    items.addAll(right);
    return items;
  }

  private static Object repeat(Object value, long times) {
    long count = Math.max(0, times);
    Budget.fits(count);
    return switch (value) {
      case String text -> text.repeat(Budget.text(text.length() * count) == 0 ? 0 : (int) count);
      case Tuple(List<Object> items) -> new Tuple(repeated(items, count));
      case List<?> items -> repeated(items, count);
      default -> refuse("*", value, times);
    };
  }

  private static List<Object> repeated(List<?> items, long count) {
    List<Object> repeated = new ArrayList<>(Budget.list(items.size() * count));
    Collections.nCopies(items.isEmpty() ? 0 : (int) count, items).forEach(repeated::addAll);
    return repeated;
  }
}
