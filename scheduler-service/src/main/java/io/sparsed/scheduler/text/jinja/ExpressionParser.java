package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Expression.Argument;
import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Parses expressions by the precedence of Jinja2's operators. */
final class ExpressionParser {
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("and", 2),
          Map.entry("==", 4),
          Map.entry("!=", 4),
          Map.entry("<", 4),
          Map.entry("<=", 4),
          Map.entry(">", 4),
          Map.entry(">=", 4),
          Map.entry("in", 4),
          Map.entry("not in", 4),
          Map.entry("+", 5),
          Map.entry("-", 5),
          Map.entry("~", 6),
          Map.entry("*", 7),
          Map.entry("/", 7),
          Map.entry("//", 7),
          Map.entry("%", 7),
          Map.entry("**", 8));
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final Set<Kind> VALUES = Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

  private final TokenStream tokens;
  private final List<String> names = new ArrayList<>();
  private final List<JinjaException> unknown = new ArrayList<>();

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Returns the names that were read so far, in their order. */
  List<String> names() {
    return names;
  }

  /**
   * Returns the errors of unknown filters and tests so far. They only fail at run time inside of
   * conditions, where the template may know that it does not come there.
   */
  List<JinjaException> unknown() {
    return unknown;
  }

  Expression expression() {
    int level = tokens.enter();
    int failures = unknown.size();
    Expression value = operators(0);
    while (tokens.skip("if")) {
      tokens.enter();
      Expression test = operators(0);
      Expression otherwise = tokens.skip("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
      unknown.subList(failures, unknown.size()).clear();
    }
    tokens.leave(level);
    return value;
  }

  /** Parses an expression, or a tuple of them without parentheses. */
  Expression tuple() {
    return tuple(this::expression, false);
  }

  /** Parses a tuple whose last expression has no condition, as before {@code if} in a loop. */
  Expression unconditionalTuple() {
    return tuple(() -> operators(0), false);
  }

  /** Parses the target of an assignment. */
  Expression target(boolean withNamespaces) {
    int line = tokens.line();
    Expression target = tuple(() -> targetPart(withNamespaces), false);
    if (!isTarget(target)) {
      throw new JinjaException("a value cannot be assigned to").at(line);
    }
    return target;
  }

  private Expression targetPart(boolean withNamespaces) {
    int read = names.size();
    Expression part = primary();
    if (part instanceof Expression.Name && withNamespaces && tokens.skip(".")) {
      return new Expression.Attribute(part, tokens.name());
    }
    names.subList(read, names.size()).clear();
    return part;
  }

  private static boolean isTarget(Expression target) {
    return switch (target) {
      case Expression.Name _, Expression.Attribute _ -> true;
      case Expression.Items(List<Expression> items, boolean isTuple) ->
          isTuple && items.stream().allMatch(ExpressionParser::isTarget);
      default -> false;
    };
  }

  private Expression tuple(Supplier<Expression> part, boolean mayBeEmpty) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!atTupleEnd()) {
      items.add(part.get());
      if (!tokens.skip(",")) {
        if (!isTuple) {
          return items.getFirst();
        }
        break;
      }
      isTuple = true;
    }
    if (!isTuple && !mayBeEmpty) {
      throw tokens.fail("an expression was expected, found " + tokens.current());
    }
    return new Expression.Items(items, true);
  }

  private boolean atTupleEnd() {
    return tokens.at(Kind.OUTPUT_END)
        || tokens.at(Kind.TAG_END)
        || tokens.at(")")
        || tokens.at("in")
        || tokens.at("recursive");
  }

  private Expression operators(int minimum) {
    int level = tokens.enter();
    Expression left =
        minimum <= NOT && tokens.skip("not") ? new Expression.Not(operators(NOT)) : unary(true);
    for (String operator = operator(); precedence(operator) >= minimum; operator = operator()) {
      tokens.enter();
      left = binary(left, operator, precedence(operator));
    }
    tokens.leave(level);
    return left;
  }

  private Expression binary(Expression left, String operator, int precedence) {
    if (precedence == COMPARISON) {
      List<String> operators = new ArrayList<>();
      List<Expression> others = new ArrayList<>();
      while (precedence(operator()) == COMPARISON) {
        operators.add(takeOperator());
        others.add(operators(COMPARISON + 1));
      }
      return new Expression.Comparison(left, operators, others);
    }
    if (operator.equals("~")) {
      List<Expression> parts = new ArrayList<>(List.of(left));
      while (tokens.skip("~")) {
        parts.add(operators(precedence + 1));
      }
      return new Expression.Concatenation(parts);
    }
    takeOperator();
    Expression right = operators(precedence + 1);
    return switch (operator) {
      case "and", "or" -> new Expression.Logic(operator.equals("and"), left, right);
      default -> new Expression.Arithmetic(operator, left, right);
    };
  }

  private String operator() {
    boolean isNotIn = tokens.at("not") && tokens.look().is("in");
    boolean isWord = tokens.at(Kind.NAME) || tokens.at(Kind.OPERATOR);
    return isNotIn ? "not in" : isWord ? tokens.current().text() : "";
  }

  private String takeOperator() {
    String operator = operator();
    tokens.next();
    if (operator.equals("not in")) {
      tokens.next();
    }
    return operator;
  }

  private static int precedence(String operator) {
    return PRECEDENCE.getOrDefault(operator, -1);
  }

  private Expression unary(boolean withFilters) {
    int level = tokens.enter();
    boolean isMinus = tokens.at("-");
    Expression value =
        tokens.skip("-") || tokens.skip("+")
            ? new Expression.Sign(isMinus, unary(false))
            : primary();
    value = postfix(value);
    if (withFilters) {
      value = filtersAndTests(value);
    }
    tokens.leave(level);
    return value;
  }

  private Expression postfix(Expression first) {
    Expression value = first;
    while (true) {
      tokens.enter();
      if (tokens.skip(".")) {
        value =
            tokens.at(Kind.INTEGER)
                ? new Expression.Item(value, primary())
                : new Expression.Attribute(value, tokens.name());
      } else if (tokens.skip("[")) {
        value = subscript(value);
      } else if (tokens.at("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression target) {
    Expression start = tokens.at(":") ? null : expression();
    if (tokens.skip(":")) {
      Expression stop = tokens.at(":") || tokens.at("]") ? null : expression();
      Expression step = tokens.skip(":") && !tokens.at("]") ? expression() : null;
      tokens.expect("]");
      return new Expression.Slice(target, start, stop, step);
    }
    tokens.expect("]");
    return new Expression.Item(target, Objects.requireNonNull(start));
  }

  private Expression filtersAndTests(Expression first) {
    Expression value = first;
    while (true) {
      tokens.enter();
      if (tokens.at("|")) {
        value = filter(value);
      } else if (tokens.skip("is")) {
        value = test(value);
      } else if (tokens.at("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** Parses the filters of a block, of which the first has no bar if {@code isFirst}. */
  Expression blockFilters(Expression body, boolean isFirst) {
    Expression value = isFirst ? namedFilter(body) : body;
    while (tokens.at("|")) {
      value = filter(value);
    }
    return value;
  }

  private Expression filter(Expression value) {
    tokens.expect("|");
    return namedFilter(value);
  }

  private Expression namedFilter(Expression value) {
    String name = dottedName();
    if (!Filters.exists(name)) {
      unknown.add(tokens.fail("filter '" + name + "' is unknown or not supported"));
    }
    List<Argument> arguments = tokens.at("(") ? arguments() : List.of();
    return new Expression.Filter(value, name, arguments);
  }

  private Expression test(Expression value) {
    boolean isNegated = tokens.skip("not");
    String name = dottedName();
    if (!Tests.exists(name)) {
      unknown.add(tokens.fail("test '" + name + "' is unknown or not supported"));
    }
    Expression test = new Expression.Test(value, name, testArguments());
    return isNegated ? new Expression.Not(test) : test;
  }

  private List<Argument> testArguments() {
    if (tokens.at("(")) {
      return arguments();
    }
    boolean isArgument =
        VALUES.contains(tokens.current().kind()) || tokens.at("[") || tokens.at("{");
    if (!isArgument || tokens.at("else") || tokens.at("or") || tokens.at("and")) {
      return List.of();
    }
    if (tokens.at("is")) {
      throw tokens.fail("tests cannot be chained");
    }
    return List.of(new Argument(null, postfix(primary())));
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.name());
    while (tokens.skip(".")) {
      name.append('.').append(tokens.name());
    }
    return name.toString();
  }

  List<Argument> arguments() {
    List<Argument> arguments = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.skip(")")) {
      arguments.add(argument());
      if (!tokens.at(")")) {
        tokens.expect(",");
      }
    }
    return arguments;
  }

  private Argument argument() {
    for (String star : List.of("*", "**")) {
      if (tokens.skip(star)) {
        return new Argument(star, expression());
      }
    }
    boolean isNamed = tokens.at(Kind.NAME) && tokens.look().is("=");
    String name = isNamed ? tokens.name() : null;
    tokens.skip("=");
    return new Argument(name, expression());
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> new Expression.Literal(strings(token));
      case INTEGER, FLOAT -> new Expression.Literal(Numbers.literal(token));
      default -> {
        if (token.is("(")) {
          Expression value = tuple(this::expression, true);
          tokens.expect(")");
          yield value;
        }
        if (token.is("[")) {
          yield new Expression.Items(list(), false);
        }
        if (token.is("{")) {
          yield dict();
        }
        throw new JinjaException("a value was expected, found " + token).at(token.line());
      }
    };
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(None.NONE);
      default -> {
        names.add(name);
        yield new Expression.Name(name);
      }
    };
  }

  private String strings(Token first) {
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.at(Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return text.toString();
  }

  private List<Expression> list() {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skip("]")) {
      items.add(expression());
      if (!tokens.at("]")) {
        tokens.expect(",");
      }
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skip("}")) {
      keys.add(expression());
      tokens.expect(":");
      values.add(expression());
      if (!tokens.at("}")) {
        tokens.expect(",");
      }
    }
    return new Expression.Dict(keys, values);
  }
}
