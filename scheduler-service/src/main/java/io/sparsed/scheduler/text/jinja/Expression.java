package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** An Expression is a part of a template that has a value. */
interface Expression {

  /** Computes the value; {@link #in} also counts the steps. */
  Object compute(Scope scope);

  /** Returns the value within the bounds of the rendering. */
  default Object in(Scope scope) {
    Budget.enter();
    Object value = compute(scope);
    Budget.leave();
    return value;
  }

  default boolean isTrue(Scope scope) {
    return Python.isTrue(in(scope));
  }

  static List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    expressions.forEach(each -> values.add(each.in(scope)));
    return values;
  }

  record Name(String name) implements Expression {
    @Override
    public Object compute(Scope scope) {
      return scope.get(name);
    }
  }

  record Attribute(Expression target, String name) implements Expression {
    @Override
    public Object compute(Scope scope) {
      return Attributes.get(target.in(scope), name);
    }
  }

  record Several(List<Expression> items) implements Expression {
    @Override
    public Object compute(Scope scope) {
      return new Tuple(all(items, scope));
    }
  }

  record Call(Expression function, Arguments.Given arguments) implements Expression {
    @Override
    public Object compute(Scope scope) {
      return switch (function.in(scope)) {
        case Invocable invocable -> invocable.call(arguments.in(scope));
        case Undefined undefined -> throw undefined.failure();
        case Object other -> throw new JinjaException(Python.type(other) + " is not a function");
      };
    }
  }
}
