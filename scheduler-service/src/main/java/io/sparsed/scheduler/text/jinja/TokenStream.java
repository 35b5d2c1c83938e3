package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.List;

/** A TokenStream gives the tokens of a template one after another to its parsers. */
final class TokenStream {
  /** Bound on tags, brackets and operators inside one another, so that no stack overflows. */
  private static final int MAX_NESTING = 200;

  private final List<Token> tokens;
  private int position;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    position = Math.min(position + 1, tokens.size() - 1);
    return token;
  }

  int line() {
    return current().line();
  }

  boolean at(Kind kind) {
    return current().kind() == kind;
  }

  boolean at(String text) {
    return current().is(text);
  }

  /** Takes the name or operator if it comes next; returns whether it did. */
  boolean skip(String text) {
    boolean found = at(text);
    if (found) {
      next();
    }
    return found;
  }

  void expect(String text) {
    if (!skip(text)) {
      throw fail("'" + text + "' was expected, found " + current());
    }
  }

  String expect(Kind kind, String what) {
    if (!at(kind)) {
      throw fail(what + " was expected, found " + current());
    }
    return next().text();
  }

  String name() {
    return expect(Kind.NAME, "a name");
  }

  JinjaException fail(String problem) {
    return new JinjaException(problem).at(line());
  }

  /** Goes a level deeper; returns the level before, for {@link #leave}. */
  int enter() {
    if (++nesting > MAX_NESTING) {
      throw fail("more than " + MAX_NESTING + " parts inside one another are not supported");
    }
    return nesting - 1;
  }

  void leave(int level) {
    nesting = level;
  }
}
