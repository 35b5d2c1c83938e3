package io.sparsed.scheduler.text.jinja;

import com.google.common.base.Splitter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Functions are the filters, the tests or the methods of a type, by their names. */
final class Functions<T> {
  private final String kind;
  private final Map<String, Function<T>> functions = new HashMap<>();
  private final Set<String> refused = new HashSet<>();

  /** A Body computes the result of a function for its target, which is no argument. */
  interface Body<T> {
    Object apply(T target, Bound arguments);
  }

  private record Function<T>(List<String> parameters, Body<T> body) {}

  /** Creates an empty table; {@code kind} stands before a name in errors. */
  Functions(String kind) {
    this.kind = kind;
  }

  /**
   * Adds a function by its signature, {@code "d, default(default_value boolean)"} for example. A
   * signature without parentheses takes any arguments.
   */
  Functions<T> with(String signature, Body<T> body) {
    int open = signature.indexOf('(');
    String names = open < 0 ? signature : signature.substring(0, open);
    List<String> parameters =
        open < 0
            ? List.of("*")
            : Splitter.on(' ')
                .omitEmptyStrings()
                .splitToList(signature.substring(open + 1, signature.length() - 1));
    for (String name : Splitter.on(", ").split(names)) {
      functions.put(name, new Function<>(parameters, body));
    }
    return this;
  }

  /** Adds all functions of another table. */
  Functions<T> with(Functions<T> others) {
    functions.putAll(others.functions);
    return this;
  }

  /** Names functions of Python that are not supported, between blanks. */
  Functions<T> refusing(String names) {
    refused.addAll(List.of(names.split("\\s+")));
    return this;
  }

  Set<String> names() {
    return functions.keySet();
  }

  /**
   * Returns true if there is such a function.
   *
   * @throws JinjaException if it is one of those that are not supported
   */
  boolean has(String name) {
    if (refused.contains(name)) {
      throw new JinjaException(kind + " '" + name + "' is not supported");
    }
    return functions.containsKey(name);
  }

  Object call(String name, T target, Arguments arguments) {
    Function<T> function = functions.get(name);
    if (function == null) {
      throw new JinjaException(kind + " '" + name + "' is unknown or not supported");
    }
    Budget.spend(target instanceof String text ? 1 + text.length() / 8 : 1);
    boolean bindsAny = function.parameters.equals(List.of("*"));
    Bound bound =
        bindsAny
            ? new Bound(name, arguments, arguments.named())
            : arguments.bind(kind + " '" + name + "'", function.parameters);
    return function.body.apply(target, bound);
  }

  /** Returns a method of the target; Undefined if there is none of the name. */
  Object method(String name, T target) {
    return has(name)
        ? (Invocable) arguments -> call(name, target, arguments)
        : new Undefined("there is no attribute '" + name + "'");
  }
}
