package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Macro is a function in the template's own language. It sees the variables around it.
 *
 * @param usesCaller true if the body reads the variable caller, which {@code call} blocks set
 */
record Macro(String name, List<Parameter> parameters, Statement.Body body, boolean usesCaller)
    implements Expression {

  /**
   * A Parameter is a parameter of a macro.
   *
   * @param value default value, or null
   */
  record Parameter(String name, @Nullable Expression value) {}

  @Override
  public Object compute(Scope scope) {
    return (Invocable) arguments -> call(arguments, new Scope(scope, new StringBuilder()));
  }

  private String call(Arguments arguments, Scope scope) {
    List<String> names = new ArrayList<>(parameters.stream().map(Parameter::name).toList());
    if (usesCaller) {
      names.add("caller");
    }
    if (arguments.positional().size() > parameters.size()) {
      throw new JinjaException("macro '" + name + "' has too many arguments");
    }
    Map<String, Object> values = arguments.bind("macro '" + name + "'", names).values();
    Set<String> missing = new HashSet<>(names);
    missing.removeAll(values.keySet());
    missing.forEach(each -> scope.set(each, new Undefined("'" + each + "' was not given")));
    values.forEach(scope::set);
    for (Parameter parameter : parameters) {
      if (parameter.value() != null && missing.contains(parameter.name())) {
        scope.set(parameter.name(), parameter.value().in(scope));
      }
    }
    return body.text(scope);
  }
}
