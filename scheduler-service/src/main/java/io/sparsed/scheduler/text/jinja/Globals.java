package io.sparsed.scheduler.text.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Implements the functions of Jinja2 and those that transformers adds. */
final class Globals {
  private Globals() {}

  /** Adds the functions to a scope; {@code strftime_now} reads the clock. */
  static void define(Scope scope, Clock clock, Budget budget) {
    scope.set("range", (Invocable) Globals::range);
    scope.set("dict", (Invocable) Globals::dict);
    scope.set("namespace", (Invocable) arguments -> new Namespace(named(arguments)));
    scope.set("joiner", (Invocable) Globals::joiner);
    scope.set(
        "raise_exception",
        (Invocable)
            arguments -> {
              throw JinjaException.raised(
                  Repr.str(arguments.bind("raise_exception", List.of("message")).get(0), budget));
            });
    scope.set(
        "strftime_now",
        (Invocable)
            arguments ->
                Strftime.format(
                    arguments.bind("strftime_now", List.of("format")).text(0),
                    LocalDateTime.now(clock),
                    clock.getZone(),
                    budget));
  }

  private static Object range(Arguments arguments) {
    List<Long> numbers = arguments.positional().stream().map(Numbers::integer).toList();
    if (!arguments.named().isEmpty() || numbers.isEmpty() || numbers.size() > 3) {
      throw new JinjaException("range() needs one to three integers");
    }
    return numbers.size() == 1
        ? new Range(0, numbers.getFirst(), 1)
        : new Range(numbers.get(0), numbers.get(1), numbers.size() == 3 ? numbers.get(2) : 1);
  }

  private static Object dict(Arguments arguments) {
    return new LinkedHashMap<Object, Object>(named(arguments));
  }

  /** Returns the named arguments and the entries of a dict before them. */
  private static Map<String, Object> named(Arguments arguments) {
    Map<String, Object> named = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new JinjaException("dict() and namespace() have one argument without name");
    }
    for (Object each : arguments.positional()) {
      if (!(each instanceof Map<?, ?> map)) {
        throw new JinjaException("dict() and namespace() need a dict, found " + Python.type(each));
      }
      map.forEach((key, value) -> named.put(Python.text(key), value));
    }
    named.putAll(arguments.named());
    return named;
  }

  private static Object joiner(Arguments arguments) {
    Object separator = arguments.bind("joiner", List.of("sep")).get(0, ", ");
    boolean[] isUsed = new boolean[1];
    return (Invocable)
        _ -> {
          Object text = isUsed[0] ? separator : "";
          isUsed[0] = true;
          return text;
        };
  }
}
