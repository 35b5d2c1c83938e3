package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments are the values that a template gives to a function, method, filter or test. */
record Arguments(List<Object> positional, Map<String, Object> named) {

  /**
   * An Argument is an argument of a call.
   *
   * @param name name of a named argument, or "*" or "**" before a list or dict of arguments
   */
  record Argument(@Nullable String name, Expression value) {}

  /** Given are the arguments as they stand in the template. */
  record Given(List<Argument> arguments) {

    Arguments in(Scope scope) {
      Arguments values = new Arguments(new ArrayList<>(), new LinkedHashMap<>());
      for (Argument argument : arguments) {
        Object value = argument.value().in(scope);
        switch (argument.name()) {
          case null -> values.positional.add(value);
          case "*" -> values.positional.addAll(Python.iterate(value));
          case "**" -> Python.dict(value).forEach((key, each) -> values.put(key, each));
          case String name -> values.put(name, value);
        }
      }
      return values;
    }
  }

  private void put(Object name, Object value) {
    if (named.put(Python.text(name), value) != null) {
      throw new JinjaException("argument '" + name + "' is given twice");
    }
  }

  /** Returns the arguments by the names of a function's parameters. */
  Bound bind(String function, List<String> parameters) {
    if (positional.size() > parameters.size()) {
      throw new JinjaException(function + " has too many arguments");
    }
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      values.put(parameters.get(i), positional.get(i));
    }
    named.forEach(
        (name, value) -> {
          if (!parameters.contains(name) || values.put(name, value) != null) {
            throw new JinjaException(function + " has no argument '" + name + "' left");
          }
        });
    return new Bound(function, this, values);
  }

  /** Returns these arguments without the first one. */
  Arguments rest() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }
}
