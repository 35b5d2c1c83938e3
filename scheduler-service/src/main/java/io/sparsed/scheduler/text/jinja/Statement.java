package io.sparsed.scheduler.text.jinja;

import java.util.List;

/** A Statement is a part of a template that writes text or changes variables. */
interface Statement {

  /** A Flow says which statement comes after this one. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow run(Scope scope);

  /** Returns a statement that writes the text of a value. */
  static Statement output(Expression value) {
    return scope -> {
      scope.write(Repr.str(value.in(scope)));
      return Flow.NEXT;
    };
  }

  /** Returns this statement within the bounds of the rendering, its errors with its line. */
  default Statement at(int line) {
    return scope -> {
      Budget.enter();
      try {
        return run(scope);
      } catch (JinjaException e) {
        throw e.at(line);
      } finally {
        Budget.leave();
      }
    };
  }

  /** A Body is the statements between two tags; as an expression it is the text that they write. */
  record Body(List<Statement> statements) implements Statement, Expression {
    @Override
    public Flow run(Scope scope) {
      for (Statement statement : statements) {
        Flow flow = statement.run(scope);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }

    @Override
    public Object compute(Scope scope) {
      return text(new Scope(scope, new StringBuilder()));
    }

    /** Returns the text that the statements write into a scope of their own. */
    String text(Scope own) {
      run(own);
      return own.written();
    }
  }
}
