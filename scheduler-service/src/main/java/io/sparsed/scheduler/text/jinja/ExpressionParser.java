package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Parses expressions by the precedence of Jinja2's operators, and tuples of expressions. */
final class ExpressionParser {
  /** The operators from those that bind least; not stands between and and the comparisons. */
  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of("or"),
          Set.of("and"),
          Set.of(),
          Set.of("==", "!=", "<", "<=", ">", ">=", "in", "not in"),
          Set.of("+", "-"),
          Set.of("~"),
          Set.of("*", "/", "//", "%"));

  private static final int NOT = 2;
  private static final int COMPARISON = 3;

  private final TokenStream tokens;
  private final ValueParser values;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.values = new ValueParser(tokens, this);
  }

  ValueParser values() {
    return values;
  }

  Expression expression() {
    int level = tokens.enter();
    int failures = values.filters().failures();
    Expression value = operators(0);
    while (tokens.skip("if")) {
      tokens.enter();
      Expression then = value;
      Expression test = operators(0);
      Expression otherwise =
          tokens.skip("else")
              ? expression()
              : _ -> new Undefined("a condition without else is false");
      value = scope -> test.isTrue(scope) ? then.in(scope) : otherwise.in(scope);
      values.filters().forgive(failures);
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
    Expression target = tuple(() -> targetPart(withNamespaces), false);
    if (!isTarget(target)) {
      throw tokens.fail("a value cannot be assigned to");
    }
    return target;
  }

  private Expression targetPart(boolean withNamespaces) {
    Expression part = values.primary();
    return part instanceof Expression.Name && withNamespaces && tokens.skip(".")
        ? new Expression.Attribute(part, tokens.name())
        : part;
  }

  private static boolean isTarget(Expression target) {
    return switch (target) {
      case Expression.Name _, Expression.Attribute _ -> true;
      case Expression.Several(List<Expression> items) ->
          items.stream().allMatch(ExpressionParser::isTarget);
      default -> false;
    };
  }

  Expression tuple(Supplier<Expression> part, boolean mayBeEmpty) {
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
    return new Expression.Several(items);
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
    Expression left = minimum <= NOT && tokens.skip("not") ? not() : values.value(true);
    for (int next = precedence(); next >= minimum; next = precedence()) {
      tokens.enter();
      left = binary(left, next);
    }
    tokens.leave(level);
    return left;
  }

  private Expression not() {
    Expression value = operators(NOT);
    return scope -> !value.isTrue(scope);
  }

  private Expression binary(Expression left, int precedence) {
    if (precedence == COMPARISON) {
      return comparison(left);
    }
    String operator = takeOperator();
    Expression right = operators(precedence + 1);
    return switch (operator) {
      case "or" -> scope -> either(left.in(scope), true, right, scope);
      case "and" -> scope -> either(left.in(scope), false, right, scope);
      case "~" -> scope -> concatenated(Repr.str(left.in(scope)), Repr.str(right.in(scope)));
      default -> scope -> Operators.apply(operator, left.in(scope), right.in(scope));
    };
  }

  /** Returns the left value if it is true or false as asked, or else the right one. */
  private static Object either(Object left, boolean wanted, Expression right, Scope scope) {
    return Python.isTrue(left) == wanted ? left : right.in(scope);
  }

  private static String concatenated(String left, String right) {
    Budget.text((long) left.length() + right.length());
    return left + right;
  }

  private Expression comparison(Expression first) {
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (precedence() == COMPARISON) {
      operators.add(takeOperator());
      others.add(operators(COMPARISON + 1));
    }
    return scope -> {
      Object left = first.in(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = others.get(i).in(scope);
        if (!Python.isTrue(Operators.apply(operators.get(i), left, right))) {
          return false;
        }
        left = right;
      }
      return true;
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

  private int precedence() {
    String operator = operator();
    if (operator.equals("**")) {
      throw tokens.fail("operator '**' is not supported");
    }
    int level = LEVELS.size() - 1;
    while (level >= 0 && !LEVELS.get(level).contains(operator)) {
      level--;
    }
    return level;
  }
}
