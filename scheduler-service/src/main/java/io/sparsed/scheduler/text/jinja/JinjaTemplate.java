package io.sparsed.scheduler.text.jinja;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JinjaTemplate renders one template as Hugging Face transformers renders chat templates. What
 * transformers would render otherwise, or not at all, throws. Each rendering is bounded in steps,
 * depth and output, and ends when its thread is interrupted. Immutable: renderings run in parallel.
 */
public final class JinjaTemplate {
  /** The greatest length of a source; the longest published templates have 30,000 characters. */
  private static final int MAX_LENGTH = 1 << 18;

  private final Statement.Body statements;
  private final Clock clock;

  private JinjaTemplate(Statement.Body statements, Clock clock) {
    this.statements = statements;
    this.clock = clock;
  }

  /**
   * Creates a template from its source; {@code strftime_now} reads the clock and its zone.
   *
   * @throws JinjaException if the source is broken or uses what is not supported
   */
  public static JinjaTemplate of(String source, Clock clock) {
    if (source.length() > MAX_LENGTH) {
      throw new JinjaException(
              "the template has %d characters, and at most %d are rendered"
                  .formatted(source.length(), MAX_LENGTH))
          .at(1);
    }
    return new JinjaTemplate(Parser.parse(source), clock);
  }

  /**
   * Returns the text of the template for the given variables.
   *
   * @param variables values by name: text, numbers, booleans, null, and lists and maps of them
   * @throws JinjaException if it does not render
   */
  public String render(Map<String, ? extends @Nullable Object> variables) {
    return Budget.within(
        size(variables),
        () -> {
          Scope scope = new Scope(null, new StringBuilder());
          Globals.define(scope, clock);
          variables.forEach((name, value) -> scope.set(name, value(value)));
          return statements.text(scope.inner());
        });
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length() + 1L;
      case List<?> list -> list.stream().mapToLong(JinjaTemplate::size).sum() + 1;
      case Map<?, ?> map -> size(List.copyOf(map.keySet())) + size(new ArrayList<>(map.values()));
      case null, default -> 1;
    };
  }

  /** Returns the value with the types of {@link Python}. */
  private static Object value(@Nullable Object value) {
    return switch (value) {
      case null -> None.NONE;
      case Integer number -> number.longValue();
      case List<?> list -> new ArrayList<>(list.stream().map(JinjaTemplate::value).toList());
      case Map<?, ?> map -> {
        Map<Object, Object> values = new LinkedHashMap<>();
        map.forEach((key, each) -> values.put(key, value(each)));
        yield values;
      }
      default -> value;
    };
  }
}
