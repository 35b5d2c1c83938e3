package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Implements the filters that apply filters and tests to the items of a sequence. */
final class Selections {
  private Selections() {}

  static Generator map(Object value, Arguments arguments, Budget budget) {
    List<Object> results = new ArrayList<>();
    if (Python.isTrue(value)) {
      UnaryOperator<Object> function = function(arguments, budget);
      for (Object item : Python.iterate(value)) {
        budget.spend(1);
        results.add(function.apply(item));
      }
    }
    return new Generator(results);
  }

  private static UnaryOperator<Object> function(Arguments arguments, Budget budget) {
    if (!arguments.positional().isEmpty()) {
      String name = Python.text(arguments.positional().getFirst());
      Arguments rest = arguments.rest();
      return item -> Filters.apply(name, item, rest, budget);
    }
    Arguments.Bound named = arguments.bind("filter 'map'", List.of("attribute", "default"));
    return item -> {
      Object found = Attributes.path(item, named.get(0), budget);
      return found instanceof Undefined && named.has(1) ? named.get(1) : found;
    };
  }

  /** Keeps or drops the items for which a test holds, of an attribute if {@code ofAttribute}. */
  static Generator select(
      Object value, Arguments arguments, boolean keeps, boolean ofAttribute, Budget budget) {
    List<Object> results = new ArrayList<>();
    if (Python.isTrue(value)) {
      if (ofAttribute && arguments.positional().isEmpty()) {
        throw new JinjaException("selectattr and rejectattr need the name of an attribute");
      }
      Predicate<Object> test = test(ofAttribute ? arguments.rest() : arguments, budget);
      for (Object item : Python.iterate(value)) {
        budget.spend(1);
        Object tested =
            ofAttribute ? Attributes.path(item, arguments.positional().getFirst(), budget) : item;
        if (test.test(tested) == keeps) {
          results.add(item);
        }
      }
    }
    return new Generator(results);
  }

  private static Predicate<Object> test(Arguments arguments, Budget budget) {
    if (arguments.positional().isEmpty()) {
      return Python::isTrue;
    }
    String name = Python.text(arguments.positional().getFirst());
    Arguments rest = arguments.rest();
    return item -> Tests.apply(name, item, rest, budget);
  }
}
