package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Macro.Parameter;
import io.sparsed.scheduler.text.jinja.Statement.Body;
import io.sparsed.scheduler.text.jinja.Statement.Flow;
import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Parses the tags of a template to statements. */
final class Parser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final ValueParser values;
  private boolean inLoop;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
    this.values = expressions.values();
  }

  /** Returns the statements of a template. */
  static Body parse(String source) {
    TokenStream tokens = new TokenStream(Lexer.tokens(source));
    Parser parser = new Parser(tokens);
    try {
      Body statements = parser.statements();
      parser.values.filters().require(0);
      return statements;
    } catch (JinjaException e) {
      throw e.at(tokens.line());
    }
  }

  /** Parses until the template ends or a tag of {@code ends} comes, before that tag's name. */
  private Body statements(String... ends) {
    List<Statement> statements = new ArrayList<>();
    while (!tokens.at(Kind.END)) {
      Token token = tokens.next();
      switch (token.kind()) {
        case TEXT -> statements.add(Statement.output(_ -> token.text()).at(token.line()));
        case OUTPUT_BEGIN -> {
          statements.add(Statement.output(expressions.tuple()).at(token.line()));
          tokens.expect(Kind.OUTPUT_END, "'}}'");
        }
        default -> {
          if (List.of(ends).contains(tokens.current().text())) {
            return new Body(statements);
          }
          int level = tokens.enter();
          statements.add(statement().at(token.line()));
          tokens.leave(level);
          tokens.expect(Kind.TAG_END, "'%}'");
        }
      }
    }
    if (ends.length > 0) {
      throw tokens.fail("'{% " + ends[ends.length - 1] + " %}' is missing");
    }
    return new Body(statements);
  }

  private Body body(String... ends) {
    tokens.skip(":");
    tokens.expect(Kind.TAG_END, "'%}'");
    return statements(ends);
  }

  /** Parses a part in which an unknown filter fails at once, even inside of a condition. */
  private <T> T strict(Supplier<T> part) {
    int failures = values.filters().failures();
    T parsed = part.get();
    values.filters().require(failures);
    return parsed;
  }

  /** Parses the statements of a tag up to its end tag. */
  private Body block(boolean isLoop, String... ends) {
    boolean wasInLoop = inLoop;
    inLoop = isLoop;
    Body body = strict(() -> body(ends));
    inLoop = wasInLoop;
    return body;
  }

  private Body closedBlock(String end) {
    Body body = block(false, end);
    tokens.next();
    return body;
  }

  private Statement statement() {
    String tag = tokens.expect(Kind.NAME, "the name of a tag");
    return switch (tag) {
      case "if" -> condition();
      case "for" -> loop();
      case "set" -> assignment();
      case "with" -> with();
      case "macro" -> {
        String name = tokens.name();
        yield assigned(new Expression.Name(name), macro(name, signature(), "endmacro"));
      }
      case "call" -> Statement.output(call());
      case "generation" -> Statement.output(closedBlock("endgeneration"));
      case "break", "continue" -> {
        if (!inLoop) {
          throw tokens.fail("'" + tag + "' is outside of a loop");
        }
        Flow flow = tag.equals("break") ? Flow.BREAK : Flow.CONTINUE;
        yield _ -> flow;
      }
      default -> throw tokens.fail("tag '" + tag + "' is unknown or not supported");
    };
  }

  private static Statement assigned(Expression target, Expression value) {
    return scope -> {
      scope.assign(target, value.in(scope));
      return Flow.NEXT;
    };
  }

  private Statement condition() {
    int failures = values.filters().failures();
    Expression test = expressions.unconditionalTuple();
    Body then = body("elif", "else", "endif");
    String next = tokens.next().text();
    Statement otherwise = new Body(List.of());
    if (next.equals("else")) {
      otherwise = body("endif");
      tokens.next();
    } else if (next.equals("elif")) {
      tokens.enter();
      otherwise = condition();
    }
    values.filters().forgive(failures);
    Statement last = otherwise;
    return scope -> test.isTrue(scope) ? then.run(scope) : last.run(scope);
  }

  private Statement loop() {
    Expression target = expressions.target(false);
    tokens.expect("in");
    Expression items = expressions.unconditionalTuple();
    Expression test = tokens.skip("if") ? strict(expressions::expression) : null;
    if (tokens.at("recursive")) {
      throw tokens.fail("recursive loops are not supported");
    }
    Body body = block(true, "else", "endfor");
    boolean hasElse = tokens.next().is("else");
    Body otherwise = hasElse ? block(inLoop, "endfor") : new Body(List.of());
    if (hasElse) {
      tokens.next();
    }
    return new Loop(target, items, test, body, otherwise);
  }

  private Statement assignment() {
    Expression target = expressions.target(true);
    if (tokens.skip("=")) {
      return assigned(target, expressions.tuple());
    }
    List<Statement> body = new ArrayList<>();
    Expression value = strict(() -> values.filters().all(new Body(body)));
    body.add(closedBlock("endset"));
    return assigned(target, value);
  }

  private Statement with() {
    Map<Expression, Expression> assignments = new LinkedHashMap<>();
    while (!tokens.at(Kind.TAG_END)) {
      if (!assignments.isEmpty()) {
        tokens.expect(",");
      }
      Expression target = expressions.target(false);
      tokens.expect("=");
      assignments.put(target, expressions.expression());
    }
    Body body = block(inLoop, "endwith");
    tokens.next();
    return scope -> {
      Scope inner = scope.inner();
      assignments.forEach((target, value) -> inner.assign(target, value.in(scope)));
      return body.run(inner);
    };
  }

  private Expression call() {
    List<Parameter> parameters = tokens.at("(") ? signature() : List.of();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw tokens.fail("a call was expected");
    }
    List<Arguments.Argument> all = new ArrayList<>(call.arguments().arguments());
    all.add(new Arguments.Argument("caller", macro("caller", parameters, "endcall")));
    return new Expression.Call(call.function(), new Arguments.Given(all));
  }

  private Expression macro(String name, List<Parameter> parameters, String end) {
    List<Statement> body = new ArrayList<>();
    boolean usesCaller = values.reads("caller", () -> body.add(closedBlock(end)));
    return new Macro(name, parameters, new Body(body), usesCaller);
  }

  private List<Parameter> signature() {
    tokens.expect("(");
    List<Parameter> parameters = strict(() -> values.separated(")", this::parameter));
    for (int i = 1; i < parameters.size(); i++) {
      if (parameters.get(i).value() == null && parameters.get(i - 1).value() != null) {
        throw tokens.fail("a parameter without default follows one with a default");
      }
    }
    return parameters;
  }

  private Parameter parameter() {
    String name = tokens.name();
    return new Parameter(name, tokens.skip("=") ? expressions.expression() : null);
  }
}
