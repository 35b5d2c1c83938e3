package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Argument;
import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Parses the operands of operators: literals, names, and what stands behind them. */
final class ValueParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final FilterParser filters;
  private Set<String> names = new HashSet<>();

  ValueParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.filters = new FilterParser(tokens, this);
  }

  FilterParser filters() {
    return filters;
  }

  /** Returns true if the name is read within what {@code part} parses. */
  boolean reads(String name, Runnable part) {
    Set<String> around = names;
    names = new HashSet<>();
    part.run();
    boolean isRead = names.contains(name);
    names.addAll(around);
    return isRead;
  }

  /** Parses a value with its sign, attributes and calls, and its filters and tests if asked. */
  Expression value(boolean withFilters) {
    int level = tokens.enter();
    Expression value = postfix(tokens.at("-") || tokens.at("+") ? signed() : primary());
    while (withFilters && (tokens.at("|") || tokens.at("is") || tokens.at("("))) {
      tokens.enter();
      value = tokens.at("(") ? call(value) : filters.next(value);
    }
    tokens.leave(level);
    return value;
  }

  private Expression signed() {
    String sign = tokens.next().text();
    Expression value = value(false);
    return scope -> Numbers.arithmetic(sign, 0, Numbers.integer(value.in(scope)));
  }

  /** Parses the attributes, items and calls that stand behind a value. */
  Expression postfix(Expression first) {
    Expression value = first;
    while (true) {
      tokens.enter();
      if (tokens.skip(".")) {
        value =
            tokens.at(Kind.INTEGER)
                ? item(value, primary())
                : new Expression.Attribute(value, tokens.name());
      } else if (tokens.skip("[")) {
        value = subscript(value);
      } else if (tokens.at("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private static Expression item(Expression target, Expression index) {
    return scope -> Attributes.item(target.in(scope), index.in(scope));
  }

  private Expression subscript(Expression target) {
    Expression none = _ -> None.NONE;
    Expression start = tokens.at(":") ? none : expressions.expression();
    if (tokens.skip("]")) {
      return item(target, start);
    }
    tokens.expect(":");
    Expression stop = tokens.at(":") || tokens.at("]") ? none : expressions.expression();
    Expression step = tokens.skip(":") && !tokens.at("]") ? expressions.expression() : none;
    tokens.expect("]");
    return scope -> Slices.of(target.in(scope), start.in(scope), stop.in(scope), step.in(scope));
  }

  private Expression call(Expression function) {
    return new Expression.Call(function, arguments());
  }

  Arguments.Given arguments() {
    tokens.expect("(");
    return new Arguments.Given(separated(")", this::argument));
  }

  private Argument argument() {
    for (String star : List.of("*", "**")) {
      if (tokens.skip(star)) {
        return new Argument(star, expressions.expression());
      }
    }
    boolean isNamed = tokens.at(Kind.NAME) && tokens.look().is("=");
    String name = isNamed ? tokens.name() : null;
    tokens.skip("=");
    return new Argument(name, expressions.expression());
  }

  /** Parses parts with commas between them up to the closing bracket. */
  <T> List<T> separated(String close, Supplier<T> part) {
    List<T> parts = new ArrayList<>();
    while (!tokens.skip(close)) {
      parts.add(part.get());
      if (!tokens.at(close)) {
        tokens.expect(",");
      }
    }
    return parts;
  }

  /** Parses a literal, a name, or an expression in brackets. */
  Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> constant(strings(token));
      case INTEGER -> constant(Numbers.literal(token.text()));
      default ->
          switch (token.text()) {
            case "(" -> {
              Expression value = expressions.tuple(expressions::expression, true);
              tokens.expect(")");
              yield value;
            }
            case "[" -> {
              List<Expression> items = separated("]", expressions::expression);
              yield scope -> Expression.all(items, scope);
            }
            case "{" -> dict(separated("}", this::entry));
            default -> throw tokens.fail("a value was expected, found " + token);
          };
    };
  }

  private static Expression constant(Object value) {
    return _ -> value;
  }

  private Expression name(String name) {
    names.add(name);
    return switch (name) {
      case "true", "True" -> constant(true);
      case "false", "False" -> constant(false);
      case "none", "None" -> constant(None.NONE);
      default -> new Expression.Name(name);
    };
  }

  private String strings(Token first) {
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.at(Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return text.toString();
  }

  private Map.Entry<Expression, Expression> entry() {
    Expression key = expressions.expression();
    tokens.expect(":");
    return Map.entry(key, expressions.expression());
  }

  private static Expression dict(List<Map.Entry<Expression, Expression>> entries) {
    return scope -> {
      Map<Object, Object> values = new LinkedHashMap<>();
      entries.forEach(
          entry -> {
            Object key = entry.getKey().in(scope);
            if (!(key instanceof String || key instanceof Long || key instanceof None)) {
              throw new JinjaException(Python.type(key) + " is not supported as a key");
            }
            values.put(key, entry.getValue().in(scope));
          });
      return values;
    };
  }
}
