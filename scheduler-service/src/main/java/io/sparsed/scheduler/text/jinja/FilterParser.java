package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Arguments.Argument;
import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses filters and tests, and remembers those that are unknown. */
final class FilterParser {
  private static final Set<Kind> VALUES = Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER);

  private final TokenStream tokens;
  private final ValueParser values;
  private final List<JinjaException> unknown = new ArrayList<>();

  FilterParser(TokenStream tokens, ValueParser values) {
    this.tokens = tokens;
    this.values = values;
  }

  /** Returns how many unknown filters and tests were met. */
  int failures() {
    return unknown.size();
  }

  /**
   * Forgets the unknown filters and tests since there were so many. They fail at run time only
   * inside of conditions, where the template may know that it does not come there.
   */
  void forgive(int failures) {
    unknown.subList(failures, unknown.size()).clear();
  }

  /** Throws if there is an unknown filter or test since there were so many. */
  void require(int failures) {
    if (unknown.size() > failures) {
      throw unknown.get(failures);
    }
  }

  /** Parses the filters behind the bars that follow. */
  Expression all(Expression value) {
    Expression filtered = value;
    while (tokens.at("|")) {
      filtered = next(filtered);
    }
    return filtered;
  }

  /** Parses a filter behind its bar, or a test behind its {@code is}. */
  Expression next(Expression value) {
    return tokens.next().is("|") ? filter(value) : test(value);
  }

  private Expression filter(Expression value) {
    String name = known("filter", Filters.ALL);
    Arguments.Given arguments =
        tokens.at("(") ? values.arguments() : new Arguments.Given(List.of());
    return scope -> Filters.ALL.call(name, value.in(scope), arguments.in(scope));
  }

  private Expression test(Expression value) {
    boolean isNegated = tokens.skip("not");
    String name = known("test", Tests.ALL);
    Arguments.Given arguments = testArguments();
    return scope ->
        Python.isTrue(Tests.ALL.call(name, value.in(scope), arguments.in(scope))) != isNegated;
  }

  private Arguments.Given testArguments() {
    if (tokens.at("(")) {
      return values.arguments();
    }
    boolean isArgument =
        VALUES.contains(tokens.current().kind()) || tokens.at("[") || tokens.at("{");
    if (!isArgument || tokens.at("else") || tokens.at("or") || tokens.at("and")) {
      return new Arguments.Given(List.of());
    }
    if (tokens.at("is")) {
      throw tokens.fail("tests cannot be chained");
    }
    return new Arguments.Given(List.of(new Argument(null, values.postfix(values.primary()))));
  }

  /** Takes the name of a filter or test, and remembers it if there is none of that name. */
  private String known(String kind, Functions<Object> functions) {
    StringBuilder name = new StringBuilder(tokens.name());
    while (tokens.skip(".")) {
      name.append('.').append(tokens.name());
    }
    if (!functions.has(name.toString())) {
      unknown.add(tokens.fail(kind + " '" + name + "' is unknown or not supported"));
    }
    return name.toString();
  }
}
