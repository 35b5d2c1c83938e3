package io.sparsed.scheduler.text.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An Expression is a part of a template that has a value. */
sealed interface Expression {

  record Literal(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record Items(List<Expression> items, boolean isTuple) implements Expression {}

  record Dict(List<Expression> keys, List<Expression> values) implements Expression {}

  record Attribute(Expression target, String name) implements Expression {}

  record Item(Expression target, Expression index) implements Expression {}

  record Slice(
      Expression target,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step)
      implements Expression {}

  record Call(Expression function, List<Argument> arguments) implements Expression {}

  record Filter(Expression value, String name, List<Argument> arguments) implements Expression {}

  record Test(Expression value, String name, List<Argument> arguments) implements Expression {}

  record Not(Expression value) implements Expression {}

  record Sign(boolean isMinus, Expression value) implements Expression {}

  record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

  record Logic(boolean isAnd, Expression left, Expression right) implements Expression {}

  record Comparison(Expression first, List<String> operators, List<Expression> others)
      implements Expression {}

  record Concatenation(List<Expression> parts) implements Expression {}

  record Conditional(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /** A Body is the text that statements write, as in a {@code set} or {@code filter} block. */
  record Body(List<Statement> statements) implements Expression {}

  /**
   * A Macro is a function in the template's own language.
   *
   * @param uses those of varargs, kwargs and caller that the body reads: they change the signature
   */
  record Macro(String name, List<Parameter> parameters, List<Statement> body, Set<String> uses)
      implements Expression {}

  /**
   * A Parameter is a parameter of a macro.
   *
   * @param value default value, or null
   */
  record Parameter(String name, @Nullable Expression value) {}

  /**
   * An Argument is an argument of a call.
   *
   * @param name name of a named argument, or "*" or "**" before a list or dict of arguments
   */
  record Argument(@Nullable String name, Expression value) {}
}
