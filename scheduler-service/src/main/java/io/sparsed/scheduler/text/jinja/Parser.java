package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Expression.Argument;
import io.sparsed.scheduler.text.jinja.Expression.Parameter;
import io.sparsed.scheduler.text.jinja.Statement.Assignment;
import io.sparsed.scheduler.text.jinja.Statement.Branch;
import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses the tags of a template to statements. */
final class Parser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private boolean inLoop;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /** Returns the statements of a template. */
  static List<Statement> parse(String source) {
    Parser parser = new Parser(new TokenStream(Lexer.tokens(source)));
    List<Statement> statements = parser.statements();
    if (!parser.expressions.unknown().isEmpty()) {
      throw parser.expressions.unknown().getFirst();
    }
    return statements;
  }

  /** Parses until the template ends or a tag of {@code ends} comes, and takes that tag's name. */
  private List<Statement> statements(String... ends) {
    List<Statement> statements = new ArrayList<>();
    while (!tokens.at(Kind.END)) {
      Token token = tokens.next();
      switch (token.kind()) {
        case TEXT -> statements.add(new Statement.Text(token.text(), token.line()));
        case OUTPUT_BEGIN -> {
          statements.add(new Statement.Output(expressions.tuple(), token.line()));
          tokens.expect(Kind.OUTPUT_END, "'}}'");
        }
        default -> {
          if (List.of(ends).contains(tokens.current().text())) {
            return statements;
          }
          int level = tokens.enter();
          statement(statements);
          tokens.leave(level);
          tokens.expect(Kind.TAG_END, "'%}'");
        }
      }
    }
    if (ends.length > 0) {
      throw tokens.fail("'{% " + ends[ends.length - 1] + " %}' is missing");
    }
    return statements;
  }

  private List<Statement> body(String... ends) {
    tokens.skip(":");
    tokens.expect(Kind.TAG_END, "'%}'");
    return statements(ends);
  }

  /** Parses the statements of a tag up to its end tag, outside of which loops cannot be left. */
  private List<Statement> closedBody(String end) {
    boolean wasInLoop = inLoop;
    inLoop = false;
    List<Statement> body = body(end);
    inLoop = wasInLoop;
    tokens.next();
    return body;
  }

  private void statement(List<Statement> statements) {
    int line = tokens.line();
    String tag = tokens.expect(Kind.NAME, "the name of a tag");
    switch (tag) {
      case "if" -> statements.add(condition(line));
      case "for" -> statements.add(loop(line));
      case "set" -> statements.add(assignment(line));
      case "with" -> statements.add(with(line));
      case "macro" -> {
        String name = tokens.name();
        Expression macro = macro(name, signature(), "endmacro");
        statements.add(new Assignment(new Expression.Name(name), macro, line));
      }
      case "call" -> statements.add(new Statement.Output(call(), line));
      case "filter" -> {
        List<Statement> body = new ArrayList<>();
        Expression filtered = expressions.blockFilters(new Expression.Body(body), true);
        body.addAll(closedBody("endfilter"));
        statements.add(new Statement.Output(filtered, line));
      }
      case "generation" ->
          statements.add(
              new Statement.Output(new Expression.Body(closedBody("endgeneration")), line));
      case "print" -> {
        do {
          statements.add(new Statement.Output(expressions.expression(), line));
        } while (tokens.skip(","));
      }
      case "break", "continue" -> {
        if (!inLoop) {
          throw tokens.fail("'" + tag + "' is outside of a loop");
        }
        statements.add(new Statement.Jump(tag.equals("break"), line));
      }
      default -> throw tokens.fail("tag '" + tag + "' is unknown or not supported");
    }
  }

  private Statement condition(int line) {
    int failures = expressions.unknown().size();
    List<Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    while (true) {
      Expression test = expressions.unconditionalTuple();
      branches.add(new Branch(test, body("elif", "else", "endif")));
      String next = tokens.next().text();
      if (next.equals("else")) {
        otherwise = body("endif");
        tokens.next();
      }
      if (!next.equals("elif")) {
        break;
      }
    }
    List<JinjaException> unknown = expressions.unknown();
    unknown.subList(failures, unknown.size()).clear();
    return new Statement.If(branches, otherwise, line);
  }

  private Statement loop(int line) {
    Expression target = expressions.target(false);
    tokens.expect("in");
    Expression items = expressions.unconditionalTuple();
    Expression test = tokens.skip("if") ? expressions.expression() : null;
    if (tokens.at("recursive")) {
      throw tokens.fail("recursive loops are not supported");
    }
    boolean wasInLoop = inLoop;
    inLoop = true;
    List<Statement> body = body("endfor", "else");
    inLoop = wasInLoop;
    boolean hasElse = tokens.next().is("else");
    List<Statement> otherwise = hasElse ? body("endfor") : List.of();
    if (hasElse) {
      tokens.next();
    }
    return new Statement.For(target, items, test, body, otherwise, line);
  }

  private Statement assignment(int line) {
    Expression target = expressions.target(true);
    if (tokens.skip("=")) {
      return new Assignment(target, expressions.tuple(), line);
    }
    List<Statement> body = new ArrayList<>();
    Expression value = expressions.blockFilters(new Expression.Body(body), false);
    body.addAll(closedBody("endset"));
    return new Assignment(target, value, line);
  }

  private Statement with(int line) {
    List<Assignment> assignments = new ArrayList<>();
    while (!tokens.at(Kind.TAG_END)) {
      if (!assignments.isEmpty()) {
        tokens.expect(",");
      }
      Expression target = expressions.target(false);
      tokens.expect("=");
      assignments.add(new Assignment(target, expressions.expression(), line));
    }
    List<Statement> body = body("endwith");
    tokens.next();
    return new Statement.With(assignments, body, line);
  }

  private Expression call() {
    int line = tokens.line();
    List<Parameter> parameters = tokens.at("(") ? signature() : List.of();
    if (!(expressions.expression()
        instanceof Expression.Call(Expression function, List<Argument> arguments))) {
      throw new JinjaException("a call was expected").at(line);
    }
    List<Argument> all = new ArrayList<>(arguments);
    all.add(new Argument("caller", macro("caller", parameters, "endcall")));
    return new Expression.Call(function, all);
  }

  private Expression.Macro macro(String name, List<Parameter> parameters, String end) {
    int read = expressions.names().size();
    List<Statement> body = closedBody(end);
    List<String> names = expressions.names();
    Set<String> uses = new HashSet<>(names.subList(read, names.size()));
    uses.retainAll(Set.of("varargs", "kwargs", "caller"));
    return new Expression.Macro(name, parameters, body, uses);
  }

  private List<Parameter> signature() {
    List<Parameter> parameters = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.skip(")")) {
      String name = tokens.name();
      Expression value = tokens.skip("=") ? expressions.expression() : null;
      if (value == null && !parameters.isEmpty() && parameters.getLast().value() != null) {
        throw tokens.fail("a parameter without default follows one with a default");
      }
      parameters.add(new Parameter(name, value));
      if (!tokens.at(")")) {
        tokens.expect(",");
      }
    }
    return parameters;
  }
}
