package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;

/** Implements the tests that stand behind {@code is}. */
final class Tests {
  static final Functions<Object> ALL =
      new Functions<Object>("test")
          .with("boolean()", (value, _) -> value instanceof Boolean)
          .with("callable()", (value, _) -> isCallable(value))
          .with("defined()", (value, _) -> !(value instanceof Undefined))
          .with("divisibleby(num)", (value, a) -> modulo(value, a.get("num")) == 0)
          .with("even()", (value, _) -> modulo(value, 2L) == 0)
          .with("false()", (value, _) -> value.equals(false))
          .with("float()", (_, _) -> false)
          .with("in(seq)", (value, a) -> Python.contains(a.get("seq"), value))
          .with("integer()", (value, _) -> value instanceof Long)
          .with("iterable()", (value, _) -> value instanceof Sequence || isSequence(value))
          .with("lower()", (value, _) -> Text.isCase(Repr.str(value), Character::isLowerCase))
          .with("mapping()", (value, _) -> value instanceof Map<?, ?>)
          .with("none()", (value, _) -> value == None.NONE)
          .with("number()", (value, _) -> Numbers.isInteger(value))
          .with("odd()", (value, _) -> modulo(value, 2L) == 1)
          .with("sameas(other)", (value, a) -> isSame(value, a.get("other")))
          .with("sequence()", (value, _) -> isSequence(value))
          .with("string()", (value, _) -> value instanceof String || value instanceof Markup)
          .with("true()", (value, _) -> value.equals(true))
          .with("undefined()", (value, _) -> value instanceof Undefined)
          .with("upper()", (value, _) -> Text.isCase(Repr.str(value), Character::isUpperCase))
          .with("==, eq, equalto(other)", (value, a) -> Operators.apply("==", value, other(a)))
          .with("!=, ne(other)", (value, a) -> Operators.apply("!=", value, other(a)))
          .with("<, lt, lessthan(other)", (value, a) -> Operators.apply("<", value, other(a)))
          .with("<=, le(other)", (value, a) -> Operators.apply("<=", value, other(a)))
          .with(">, gt, greaterthan(other)", (value, a) -> Operators.apply(">", value, other(a)))
          .with(">=, ge(other)", (value, a) -> Operators.apply(">=", value, other(a)));

  private Tests() {}

  private static Object other(Bound arguments) {
    return arguments.get("other");
  }

  private static boolean isCallable(Object value) {
    return value instanceof Invocable || value instanceof LoopContext || value instanceof Undefined;
  }

  private static boolean isSequence(Object value) {
    if (value instanceof Sequence sequence && !sequence.isOnce()) {
      throw new JinjaException("test 'sequence' is not supported for ranges and views");
    }
    return value instanceof String
        || value instanceof Markup
        || value instanceof List<?>
        || value instanceof Tuple
        || value instanceof Map<?, ?>
        || value instanceof Undefined;
  }

  private static long modulo(Object value, Object divisor) {
    return Numbers.arithmetic("%", Numbers.integer(value), Numbers.integer(divisor));
  }

  /** Returns true for equal constants; whether other values are the same is not defined. */
  private static boolean isSame(Object value, Object other) {
    if (value instanceof Boolean || value instanceof None || value.getClass() != other.getClass()) {
      return value.equals(other);
    }
    throw new JinjaException("test 'sameas' is supported for true, false and none only");
  }
}
