package io.sparsed.scheduler.text.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Implements the functions of Jinja2 and those that transformers adds. */
final class Globals {
  private static final long MAX_RANGE = 100_000;

  private static final Functions<Clock> ALL =
      new Functions<Clock>("function")
          .with("dict", (_, a) -> new LinkedHashMap<Object, Object>(named(a.all())))
          .with("namespace", (_, a) -> new Namespace(named(a.all())))
          .with("raise_exception(message)", (_, a) -> raise(a.get("message")))
          .with("range(start stop step)", (_, a) -> range(a))
          .with(
              "strftime_now(format)",
              (clock, a) -> Strftime.format(a.text("format"), LocalDateTime.now(clock)));

  private Globals() {}

  /** Adds the functions to a scope; {@code strftime_now} reads the clock. */
  static void define(Scope scope, Clock clock) {
    for (String name : ALL.names()) {
      scope.set(name, ALL.method(name, clock));
    }
  }

  private static Object raise(Object message) {
    throw JinjaException.raised(Repr.str(message));
  }

  private static Sequence range(Bound arguments) {
    if (!arguments.all().named().isEmpty()) {
      throw new JinjaException("range() has no named arguments");
    }
    long first = Numbers.integer(arguments.get("start"));
    boolean hasStop = arguments.all().positional().size() > 1;
    long start = hasStop ? first : 0;
    long stop = hasStop ? Numbers.integer(arguments.get("stop")) : first;
    long step = Numbers.integer(arguments.get("step", 1L));
    double count = Math.ceil(((double) stop - start) / step);
    if (step == 0 || count > MAX_RANGE) {
      throw new JinjaException("range() has the step 0 or more than " + MAX_RANGE + " items");
    }
    int size = Budget.list(Math.max(0, (long) count));
    List<Object> items =
        LongStream.range(0, size).mapToObj(i -> (Object) (start + i * step)).toList();
    return Sequence.of(items);
  }

  /** Returns the named arguments and the entries of a dict before them. */
  private static Map<String, Object> named(Arguments arguments) {
    Map<String, Object> named = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new JinjaException("dict() and namespace() have one argument without name");
    }
    for (Object each : arguments.positional()) {
      Python.dict(each).forEach((key, value) -> named.put(Python.text(key), value));
    }
    named.putAll(arguments.named());
    return named;
  }
}
