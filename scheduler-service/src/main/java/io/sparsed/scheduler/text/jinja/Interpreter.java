package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Expression.Macro;
import io.sparsed.scheduler.text.jinja.Expression.Parameter;
import io.sparsed.scheduler.text.jinja.Statement.Assignment;
import io.sparsed.scheduler.text.jinja.Statement.Branch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;

/** Runs the statements of a template once. Owned by the thread that renders. */
final class Interpreter {
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private StringBuilder out = new StringBuilder();

  Interpreter(Budget budget) {
    this.budget = budget;
    this.evaluator = new Evaluator(budget, this);
  }

  /** Returns the text that the statements write. */
  String run(List<Statement> statements, Scope scope) {
    StringBuilder outer = out;
    out = new StringBuilder();
    execute(statements, scope);
    String text = out.toString();
    out = outer;
    return text;
  }

  private Flow execute(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      budget.enter();
      Flow flow = placed(statement, scope);
      budget.leave();
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow placed(Statement statement, Scope scope) {
    try {
      return execute(statement, scope);
    } catch (JinjaException e) {
      throw e.at(statement.line());
    }
  }

  private Flow execute(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Text(String text, int _) -> write(text);
      case Statement.Output(Expression value, int _) ->
          write(Repr.str(evaluator.evaluate(value, scope), budget));
      case Assignment assignment ->
          assign(assignment.target(), evaluator.evaluate(assignment.value(), scope), scope);
      case Statement.If condition -> {
        return execute(chosen(condition, scope), scope);
      }
      case Statement.For loop -> {
        return loop(loop, scope);
      }
      case Statement.With(List<Assignment> assignments, List<Statement> body, int _) -> {
        Scope inner = new Scope(scope);
        for (Assignment each : assignments) {
          assign(each.target(), evaluator.evaluate(each.value(), scope), inner);
        }
        return execute(body, inner);
      }
      case Statement.Jump(boolean isBreak, int _) -> {
        return isBreak ? Flow.BREAK : Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private List<Statement> chosen(Statement.If condition, Scope scope) {
    for (Branch branch : condition.branches()) {
      if (Python.isTrue(evaluator.evaluate(branch.test(), scope))) {
        return branch.body();
      }
    }
    return condition.otherwise();
  }

  private Flow loop(Statement.For loop, Scope scope) {
    List<Object> all = Python.iterate(evaluator.evaluate(loop.items(), scope));
    Iterator<Object> items = all.iterator();
    LoopContext context =
        new LoopContext(loop.test() == null ? items : new Filtered(items, loop, scope), budget);
    budget.spend(all.size() / 8);
    boolean isCompleted = false;
    Flow flow = Flow.NEXT;
    while (flow != Flow.BREAK && context.hasNext()) {
      budget.spend(2);
      Scope inner = new Scope(scope);
      inner.set("loop", context);
      assign(loop.target(), context.next(), inner);
      flow = execute(loop.body(), inner);
      isCompleted |= flow == Flow.NEXT;
    }
    // Jinja2 runs the else branch also where each iteration was left early.
    return isCompleted ? Flow.NEXT : execute(loop.otherwise(), new Scope(scope));
  }

  private void assign(Expression target, Object value, Scope scope) {
    switch (target) {
      case Expression.Name(String name) -> scope.set(name, value);
      case Expression.Attribute(Expression.Name(String name), String attribute) -> {
        if (!(scope.get(name) instanceof Namespace namespace)) {
          throw new JinjaException("'" + name + "' is no namespace: its attributes cannot be set");
        }
        namespace.set(attribute, value);
      }
      case Expression.Items(List<Expression> targets, boolean _) -> {
        List<Object> values = Python.iterate(value);
        budget.spend(values.size() / 8);
        if (values.size() != targets.size()) {
          throw new JinjaException(
              values.size() + " values cannot be assigned to " + targets.size() + " names");
        }
        for (int i = 0; i < targets.size(); i++) {
          assign(targets.get(i), values.get(i), scope);
        }
      }
      default -> throw new IllegalStateException("not a target: " + target);
    }
  }

  private void write(String text) {
    budget.fits((long) out.length() + text.length());
    budget.text(text.length());
    out.append(text);
  }

  /** Returns the function of a macro, which sees the variables around its definition. */
  Invocable macro(Macro macro, Scope scope) {
    return arguments -> call(macro, arguments, new Scope(scope));
  }

  private String call(Macro macro, Arguments arguments, Scope scope) {
    List<Object> positional = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<Parameter> parameters = macro.parameters();
    boolean[] isGiven = new boolean[parameters.size()];
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      Object value = i < positional.size() ? positional.get(i) : named.remove(name);
      isGiven[i] = value != null;
      scope.set(name, value != null ? value : new Undefined("parameter '" + name + "' is missing"));
    }
    for (int i = 0; i < parameters.size(); i++) {
      Expression value = parameters.get(i).value();
      if (!isGiven[i] && value != null) {
        scope.set(parameters.get(i).name(), evaluator.evaluate(value, scope));
      }
    }
    bindRest(macro, positional, named, scope);
    return run(macro.body(), scope);
  }

  private static void bindRest(
      Macro macro, List<Object> positional, Map<String, Object> named, Scope scope) {
    Set<String> uses = macro.uses();
    boolean isCallerGiven =
        macro.parameters().stream().anyMatch(parameter -> parameter.name().equals("caller"));
    if (uses.contains("caller") && !isCallerGiven) {
      Object caller = named.remove("caller");
      scope.set("caller", caller != null ? caller : new Undefined("no caller is defined"));
    }
    int count = Math.min(positional.size(), macro.parameters().size());
    if (uses.contains("kwargs")) {
      scope.set("kwargs", named);
    } else if (!named.isEmpty()) {
      throw new JinjaException(
          "macro " + macro.name() + " has no argument '" + named.keySet().iterator().next() + "'");
    }
    if (uses.contains("varargs")) {
      scope.set("varargs", new Tuple(positional.subList(count, positional.size())));
    } else if (positional.size() > count) {
      throw new JinjaException("macro " + macro.name() + " has too many arguments");
    }
  }

  /** The items of a loop that pass its condition. */
  private final class Filtered implements Iterator<Object> {
    private final Iterator<Object> items;
    private final Statement.For loop;
    private final Scope scope;
    private Object next = this;

    Filtered(Iterator<Object> items, Statement.For loop, Scope scope) {
      this.items = items;
      this.loop = loop;
      this.scope = scope;
    }

    @Override
    public boolean hasNext() {
      while (next == this && items.hasNext()) {
        Object item = items.next();
        Scope inner = new Scope(scope);
        assign(loop.target(), item, inner);
        if (Python.isTrue(evaluator.evaluate(Objects.requireNonNull(loop.test()), inner))) {
          next = item;
        }
      }
      return next != this;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Object item = next;
      next = this;
      return item;
    }
  }
}
