package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Expression.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates the expressions of a template. Owned by the thread that renders. */
final class Evaluator {
  private final Budget budget;
  private final Interpreter interpreter;

  Evaluator(Budget budget, Interpreter interpreter) {
    this.budget = budget;
    this.interpreter = interpreter;
  }

  Object evaluate(Expression expression, Scope scope) {
    budget.enter();
    Object value = valueOf(expression, scope);
    budget.leave();
    return value;
  }

  private Object valueOf(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal(Object value) -> value;
      case Expression.Name(String name) -> scope.get(name);
      case Expression.Items(List<Expression> items, boolean isTuple) ->
          isTuple ? new Tuple(all(items, scope)) : all(items, scope);
      case Expression.Dict dict -> dict(dict, scope);
      case Expression.Attribute(Expression target, String name) ->
          Attributes.get(evaluate(target, scope), name, budget);
      case Expression.Item(Expression target, Expression index) ->
          Attributes.item(evaluate(target, scope), evaluate(index, scope), budget);
      case Expression.Slice slice ->
          Slices.of(
              evaluate(slice.target(), scope),
              optional(slice.start(), scope),
              optional(slice.stop(), scope),
              optional(slice.step(), scope),
              budget);
      case Expression.Call(Expression function, List<Argument> arguments) ->
          call(evaluate(function, scope), arguments(arguments, scope));
      case Expression.Filter(Expression value, String name, List<Argument> arguments) ->
          Filters.apply(name, evaluate(value, scope), arguments(arguments, scope), budget);
      case Expression.Test(Expression value, String name, List<Argument> arguments) ->
          Tests.apply(name, evaluate(value, scope), arguments(arguments, scope), budget);
      case Expression.Not(Expression value) -> !Python.isTrue(evaluate(value, scope));
      case Expression.Sign(boolean isMinus, Expression value) ->
          Operators.sign(isMinus, evaluate(value, scope));
      case Expression.Arithmetic(String operator, Expression left, Expression right) ->
          Operators.apply(operator, evaluate(left, scope), evaluate(right, scope), budget);
      case Expression.Logic logic -> logic(logic, scope);
      case Expression.Comparison comparison -> compare(comparison, scope);
      case Expression.Concatenation(List<Expression> parts) -> concatenate(parts, scope);
      case Expression.Conditional(Expression test, Expression then, Expression otherwise) ->
          Python.isTrue(evaluate(test, scope))
              ? evaluate(then, scope)
              : otherwise == null
                  ? new Undefined("a condition without else is false")
                  : evaluate(otherwise, scope);
      case Expression.Body(List<Statement> statements) ->
          interpreter.run(statements, new Scope(scope));
      case Expression.Macro macro -> interpreter.macro(macro, scope);
    };
  }

  private List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression each : expressions) {
      values.add(evaluate(each, scope));
    }
    return values;
  }

  private Object optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? None.NONE : evaluate(expression, scope);
  }

  private Map<Object, Object> dict(Expression.Dict dict, Scope scope) {
    Map<Object, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Object key = evaluate(dict.keys().get(i), scope);
      if (!(key instanceof String || key instanceof Long || key instanceof None)) {
        throw new JinjaException(Python.type(key) + " is not supported as a key");
      }
      values.put(key, evaluate(dict.values().get(i), scope));
    }
    return values;
  }

  private static Object call(Object function, Arguments arguments) {
    return switch (function) {
      case Invocable invocable -> invocable.call(arguments);
      case Undefined undefined -> throw undefined.failure();
      default -> throw new JinjaException(Python.type(function) + " is not a function");
    };
  }

  private Arguments arguments(List<Argument> arguments, Scope scope) {
    if (arguments.isEmpty()) {
      return Arguments.NONE;
    }
    List<Object> positional = new ArrayList<>();
    Map<String, Object> named = new LinkedHashMap<>();
    for (Argument argument : arguments) {
      Object value = evaluate(argument.value(), scope);
      switch (argument.name()) {
        case null -> positional.add(value);
        case "*" -> positional.addAll(Python.iterate(value));
        case "**" -> spread(value, named);
        default -> put(argument.name(), value, named);
      }
    }
    return new Arguments(positional, named);
  }

  private static void spread(Object value, Map<String, Object> named) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new JinjaException("** needs a dict, found " + Python.type(value));
    }
    map.forEach((key, each) -> put(Python.text(key), each, named));
  }

  private static void put(String name, Object value, Map<String, Object> named) {
    if (named.put(name, value) != null) {
      throw new JinjaException("argument '" + name + "' is given twice");
    }
  }

  private Object logic(Expression.Logic logic, Scope scope) {
    Object left = evaluate(logic.left(), scope);
    return Python.isTrue(left) == logic.isAnd() ? evaluate(logic.right(), scope) : left;
  }

  private Object compare(Expression.Comparison comparison, Scope scope) {
    Object left = evaluate(comparison.first(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Object right = evaluate(comparison.others().get(i), scope);
      if (!Operators.holds(comparison.operators().get(i), left, right, budget)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private String concatenate(List<Expression> parts, Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Expression part : parts) {
      String piece = Repr.str(evaluate(part, scope), budget);
      budget.fits((long) text.length() + piece.length());
      text.append(piece);
    }
    budget.text(text.length());
    return text.toString();
  }
}
