package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Bound;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the filters that stand behind {@code |} and implements those of numbers and values. */
final class Filters {
  private static final Map<String, List<String>> SIGNATURES =
      Arguments.signatures(
          """
          abs() attr(name) d(default_value boolean) default(default_value boolean)
          float(default) int(default base) round(precision method) safe() string()
          """);

  /** Filters that read their arguments themselves. */
  private static final Set<String> HIGHER =
      Set.of("format", "map", "reject", "rejectattr", "select", "selectattr", "tojson");

  private Filters() {}

  static boolean exists(String name) {
    return HIGHER.contains(name)
        || SIGNATURES.containsKey(name)
        || TextFilters.SIGNATURES.containsKey(name)
        || ListFilters.SIGNATURES.containsKey(name);
  }

  static Object apply(String name, Object value, Arguments arguments, Budget budget) {
    budget.spend(1);
    String title = "filter '" + name + "'";
    List<String> parameters = TextFilters.SIGNATURES.get(name);
    if (parameters != null) {
      return TextFilters.apply(name, value, arguments.bind(title, parameters), budget);
    }
    parameters = ListFilters.SIGNATURES.get(name);
    if (parameters != null) {
      return ListFilters.apply(name, value, arguments.bind(title, parameters), budget);
    }
    parameters = SIGNATURES.get(name);
    if (parameters != null) {
      return apply(name, value, arguments.bind(title, parameters), budget);
    }
    return switch (name) {
      case "tojson" -> Json.of(value, arguments.bind(title, Json.PARAMETERS), budget);
      case "format" -> format(value, arguments, budget);
      case "map" -> Selections.map(value, arguments, budget);
      case "select" -> Selections.select(value, arguments, true, false, budget);
      case "reject" -> Selections.select(value, arguments, false, false, budget);
      case "selectattr" -> Selections.select(value, arguments, true, true, budget);
      case "rejectattr" -> Selections.select(value, arguments, false, true, budget);
      default -> throw new JinjaException(title + " is unknown or not supported");
    };
  }

  private static Object apply(String name, Object value, Bound arguments, Budget budget) {
    return switch (name) {
      case "abs" ->
          Numbers.isNumber(value) && Numbers.real(value) >= 0
              ? Operators.sign(false, value)
              : Numbers.negative(value);
      case "attr" -> attribute(value, arguments.text(0), budget);
      case "d", "default" ->
          value instanceof Undefined || (arguments.flag(1, false) && !Python.isTrue(value))
              ? arguments.get(0, "")
              : value;
      case "float" -> real(value, arguments.get(0, 0.0));
      case "int" -> integer(value, arguments);
      case "round" -> round(value, arguments.integer(0, 0), arguments.text(1, "common"));
      case "safe" -> value instanceof Markup ? value : new Markup(Repr.str(value, budget));
      case "string" -> value instanceof Markup ? value : Repr.str(value, budget);
      default -> throw new IllegalStateException("no filter " + name);
    };
  }

  private static Object format(Object value, Arguments arguments, Budget budget) {
    boolean isNamed = !arguments.named().isEmpty();
    if (isNamed && !arguments.positional().isEmpty()) {
      throw new JinjaException("filter 'format' takes either named arguments or others");
    }
    Object values = isNamed ? arguments.named() : new Tuple(arguments.positional());
    return Formats.percent(TextFilters.text(value, budget), values, budget);
  }

  private static Object attribute(Object value, String name, Budget budget) {
    Object found = Attributes.get(value, name, budget);
    boolean isEntry = value instanceof Map<?, ?> map && map.containsKey(name);
    return isEntry && !(found instanceof Invocable)
        ? new Undefined("the dict has no attribute '" + name + "'")
        : found;
  }

  private static Object real(Object value, Object fallback) {
    return switch (value) {
      case Undefined undefined -> throw undefined.failure();
      case String text -> Numbers.parseReal(text).<Object>map(number -> number).orElse(fallback);
      default -> Numbers.isNumber(value) ? (Object) Numbers.real(value) : fallback;
    };
  }

  private static Object integer(Object value, Bound arguments) {
    Object fallback = arguments.get(0, 0L);
    return switch (value) {
      case Undefined undefined -> throw undefined.failure();
      case String text ->
          Numbers.parseInteger(text, arguments.integer(1, 10))
              .<Object>map(number -> number)
              .orElseGet(() -> Numbers.parseReal(text).map(Numbers::truncated).orElse(fallback));
      case Double number -> Double.isFinite(number) ? Numbers.truncated(number) : fallback;
      default -> Numbers.isNumber(value) ? (Object) Numbers.integer(value) : fallback;
    };
  }

  private static Object round(Object value, int precision, String method) {
    if (!Numbers.isNumber(value)) {
      throw new JinjaException("filter 'round' needs a number, found " + Python.type(value));
    }
    double scale = Math.pow(10, precision);
    return switch (method) {
      case "common" -> Numbers.round(value, precision);
      case "ceil" -> Math.ceil(Numbers.real(value) * scale) / scale;
      case "floor" -> Math.floor(Numbers.real(value) * scale) / scale;
      default -> throw new JinjaException("filter 'round' has no method " + method);
    };
  }
}
