package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Implements the filters that apply filters and tests to the items of a sequence. */
final class Selections {
  private Selections() {}

  static Sequence map(Object value, Arguments arguments) {
    List<Object> results = new ArrayList<>();
    if (Python.isTrue(value)) {
      UnaryOperator<Object> function = function(arguments);
      for (Object item : Python.iterate(value)) {
        Budget.spend(1);
        results.add(function.apply(item));
      }
    }
    return Sequence.once(results);
  }

  private static UnaryOperator<Object> function(Arguments arguments) {
    if (!arguments.positional().isEmpty()) {
      String name = Python.text(arguments.positional().getFirst());
      return item -> Filters.ALL.call(name, item, arguments.rest());
    }
    Bound named = arguments.bind("filter 'map'", List.of("attribute", "default"));
    return item -> {
      Object found = Attributes.path(item, named.get("attribute"));
      return found instanceof Undefined && named.has("default") ? named.get("default") : found;
    };
  }

  /** Keeps or drops the items for which a test holds, of an attribute if {@code ofAttribute}. */
  static Sequence select(Object value, Arguments arguments, boolean keeps, boolean ofAttribute) {
    List<Object> results = new ArrayList<>();
    if (Python.isTrue(value)) {
      List<Object> positional = arguments.positional();
      if (ofAttribute && positional.isEmpty()) {
        throw new JinjaException("selectattr and rejectattr need the name of an attribute");
      }
      Predicate<Object> test = test(ofAttribute ? arguments.rest() : arguments);
      for (Object item : Python.iterate(value)) {
        Budget.spend(1);
        Object tested = ofAttribute ? Attributes.path(item, positional.getFirst()) : item;
        if (test.test(tested) == keeps) {
          results.add(item);
        }
      }
    }
    return Sequence.once(results);
  }

  private static Predicate<Object> test(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Python::isTrue;
    }
    String name = Python.text(arguments.positional().getFirst());
    return item -> Python.isTrue(Tests.ALL.call(name, item, arguments.rest()));
  }
}
