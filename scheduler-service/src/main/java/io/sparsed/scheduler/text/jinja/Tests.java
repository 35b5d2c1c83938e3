package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Map;

/** Implements the tests that stand behind {@code is}. */
final class Tests {
  private static final Map<String, List<String>> SIGNATURES =
      Arguments.signatures(
          """
          boolean() callable() defined() divisibleby(num) eq(other) equalto(other) escaped()
          even() false() filter() float() ge(other) greaterthan(other) gt(other) in(seq) integer()
          iterable() le(other) lessthan(other) lower() lt(other) mapping() ne(other) none()
          number() odd() sameas(other) sequence() string() test() true() undefined() upper()
          """);

  private Tests() {}

  static boolean exists(String name) {
    return SIGNATURES.containsKey(name);
  }

  static boolean apply(String name, Object value, Arguments arguments, Budget budget) {
    List<String> parameters = SIGNATURES.get(operator(name));
    if (parameters == null) {
      throw new JinjaException("test '" + name + "' is unknown or not supported");
    }
    Arguments.Bound bound = arguments.bind("test '" + name + "'", parameters);
    return switch (operator(name)) {
      case "boolean" -> value instanceof Boolean;
      case "callable" ->
          value instanceof Invocable || value instanceof LoopContext || value instanceof Undefined;
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "escaped" -> value instanceof Markup;
      case "filter" -> value instanceof String filter && Filters.exists(filter);
      case "test" -> value instanceof String test && exists(test);
      case "false" -> value.equals(false);
      case "true" -> value.equals(true);
      case "none" -> value == None.NONE;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "number" -> Numbers.isNumber(value);
      case "string" -> value instanceof String || value instanceof Markup;
      case "mapping" -> value instanceof Map<?, ?>;
      case "sequence" -> isSequence(value);
      case "iterable" -> isSequence(value) || value instanceof View || value instanceof Generator;
      case "lower" -> Text.isCase(Repr.str(value, budget), Character::isLowerCase);
      case "upper" -> Text.isCase(Repr.str(value, budget), Character::isUpperCase);
      case "even" -> modulo(value, 2L) == 0;
      case "odd" -> modulo(value, 2L) == 1;
      case "divisibleby" -> modulo(value, bound.get(0)) == 0;
      case "in" -> Python.contains(bound.get(0), value, budget);
      case "sameas" -> isSame(value, bound.get(0));
      case "eq", "equalto" -> Python.equal(value, bound.get(0), budget);
      case "ne" -> !Python.equal(value, bound.get(0), budget);
      case "lt", "lessthan" -> Python.compare(value, bound.get(0), budget) < 0;
      case "le" -> Python.compare(value, bound.get(0), budget) <= 0;
      case "gt", "greaterthan" -> Python.compare(value, bound.get(0), budget) > 0;
      case "ge" -> Python.compare(value, bound.get(0), budget) >= 0;
      default -> throw new IllegalStateException("no test " + name);
    };
  }

  /** Returns the name of a test that the filter select names by an operator. */
  private static String operator(String name) {
    return switch (name) {
      case "==" -> "eq";
      case "!=" -> "ne";
      case "<" -> "lt";
      case "<=" -> "le";
      case ">" -> "gt";
      case ">=" -> "ge";
      default -> name;
    };
  }

  private static boolean isSequence(Object value) {
    return value instanceof String
        || value instanceof Markup
        || value instanceof List<?>
        || value instanceof Tuple
        || value instanceof Map<?, ?>
        || value instanceof Undefined;
  }

  private static double modulo(Object value, Object divisor) {
    return Numbers.real(Numbers.arithmetic("%", value, divisor));
  }

  /** Returns true for equal constants; whether other values are the same is not defined. */
  private static boolean isSame(Object value, Object other) {
    if (value instanceof Boolean || value instanceof None || value.getClass() != other.getClass()) {
      return value.equals(other);
    }
    throw new JinjaException("test 'sameas' is supported for true, false and none only");
  }
}
