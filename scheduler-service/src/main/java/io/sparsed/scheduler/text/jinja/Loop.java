package io.sparsed.scheduler.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Loop is the statement {@code for}.
 *
 * @param test condition on the items, or null
 */
record Loop(
    Expression target,
    Expression items,
    @Nullable Expression test,
    Statement body,
    Statement otherwise)
    implements Statement {

  @Override
  public Flow run(Scope scope) {
    List<Object> all = Python.iterate(items.in(scope));
    Budget.spend(all.size() / 8);
    LoopContext context = new LoopContext(all.iterator(), item -> passes(item, scope));
    boolean isCompleted = false;
    Flow flow = Flow.NEXT;
    while (flow != Flow.BREAK && context.hasNext()) {
      Budget.spend(2);
      Scope inner = scope.inner();
      inner.set("loop", context);
      inner.assign(target, context.next());
      flow = body.run(inner);
      isCompleted |= flow == Flow.NEXT;
    }
    // Jinja2 runs the else branch also where each iteration was left early.
    return isCompleted ? Flow.NEXT : otherwise.run(scope.inner());
  }

  private boolean passes(Object item, Scope scope) {
    if (test == null) {
      return true;
    }
    Scope inner = scope.inner();
    inner.assign(target, item);
    return test.isTrue(inner);
  }
}
