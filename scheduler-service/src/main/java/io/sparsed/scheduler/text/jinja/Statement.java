package io.sparsed.scheduler.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Statement is a part of a template that writes text or changes variables. */
sealed interface Statement {

  int line();

  record Text(String text, int line) implements Statement {}

  record Output(Expression value, int line) implements Statement {}

  /** An Assignment sets a name, an attribute of a namespace, or a tuple of those. */
  record Assignment(Expression target, Expression value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expression test, List<Statement> body) {}

  record For(
      Expression target,
      Expression items,
      @Nullable Expression test,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record With(List<Assignment> assignments, List<Statement> body, int line) implements Statement {}

  record Jump(boolean isBreak, int line) implements Statement {}
}
