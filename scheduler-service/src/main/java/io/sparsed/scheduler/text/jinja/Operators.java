package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Applies the operators of expressions. */
final class Operators {
  private Operators() {}

  static Object sign(boolean isMinus, Object value) {
    return isMinus
        ? Numbers.negative(value)
        : value instanceof Double ? value : (Object) Numbers.integer(value);
  }

  static boolean holds(String operator, Object left, Object right, Budget budget) {
    return switch (operator) {
      case "==" -> Python.equal(left, right, budget);
      case "!=" -> !Python.equal(left, right, budget);
      case "<" -> Python.compare(left, right, budget) < 0;
      case "<=" -> Python.compare(left, right, budget) <= 0;
      case ">" -> Python.compare(left, right, budget) > 0;
      case ">=" -> Python.compare(left, right, budget) >= 0;
      case "in" -> Python.contains(right, left, budget);
      default -> !Python.contains(right, left, budget);
    };
  }

  static Object apply(String operator, Object left, Object right, Budget budget) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (left instanceof String format && operator.equals("%")) {
      return Formats.percent(format, right, budget);
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.arithmetic(operator, left, right);
    }
    if (operator.equals("*") && (Numbers.isInteger(left) || Numbers.isInteger(right))) {
      return Numbers.isInteger(left)
          ? repeat(right, Numbers.integer(left), budget)
          : repeat(left, Numbers.integer(right), budget);
    }
    if (operator.equals("+") && left instanceof String a && right instanceof String b) {
      budget.text((long) a.length() + b.length());
      return a + b;
    }
    if (operator.equals("+")
        && left instanceof Tuple(var a, _)
        && right instanceof Tuple(var b, _)) {
      return new Tuple(joined(a, b, budget));
    }
    if (operator.equals("+") && Python.isList(left) && Python.isList(right)) {
      return joined(Python.iterate(left), Python.iterate(right), budget);
    }
    throw new JinjaException(
        "%s and %s cannot be operands of %s"
            .formatted(Python.type(left), Python.type(right), operator));
  }

  private static List<Object> joined(List<Object> left, List<Object> right, Budget budget) {
    List<Object> items = new ArrayList<>(budget.list((long) left.size() + right.size()));
    items.addAll(left);
    items.addAll(right);
    return items;
  }

  private static Object repeat(Object value, long times, Budget budget) {
    long count = Math.max(0, times);
    return switch (value) {
      case String text -> {
        budget.fits(count);
        budget.text(text.length() * count);
        yield text.repeat(text.isEmpty() ? 0 : (int) count);
      }
      case Tuple(List<Object> items, boolean _) -> new Tuple(repeated(items, count, budget));
      case List<?> _ when Python.isList(value) -> repeated(Python.iterate(value), count, budget);
      default -> throw new JinjaException(Python.type(value) + " cannot be repeated");
    };
  }

  private static List<Object> repeated(List<Object> items, long count, Budget budget) {
    budget.fits(count);
    List<Object> repeated = new ArrayList<>(budget.list(items.size() * count));
    for (List<Object> copy : Collections.nCopies(items.isEmpty() ? 0 : (int) count, items)) {
      repeated.addAll(copy);
    }
    return repeated;
  }
}
