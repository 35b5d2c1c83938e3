package io.sparsed.scheduler.text.jinja;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * A JinjaTemplate renders one template as Hugging Face transformers renders chat templates: Jinja2
 * with trim_blocks and lstrip_blocks, without autoescape, with {@code raise_exception}, {@code
 * strftime_now} and an unescaped {@code tojson}. Thread-safe.
 *
 * <p>Text in values is never interpreted as a template. Unsupported features of Jinja2 throw: a
 * loop with a condition or an {@code else} branch, a slice with a step, {@code loop.previtem}. One
 * difference from Jinja2 is left: {@code None} and undefined values are the same and print as
 * nothing.
 */
public final class JinjaTemplate {
  private final String source;

  // Renderings share Jinjava's global context, which is not thread-safe.
  @GuardedBy("this")
  private final Jinjava engine;

  private JinjaTemplate(String source, Jinjava engine) {
    this.source = source;
    this.engine = engine;
  }

  /** Creates a template from its source; {@code strftime_now} reads the clock and its zone. */
  public static JinjaTemplate of(String source, Clock clock) {
    return new JinjaTemplate(withoutFinalNewline(source), PythonJinjava.create(clock));
  }

  /**
   * Returns the text of the template for the given variables.
   *
   * @param variables values by name: text, numbers, booleans, and lists and maps of them
   * @throws JinjaException if it does not render; a message of {@code raise_exception} is unchanged
   */
  public synchronized String render(Map<String, ?> variables) throws JinjaException {
    Map<String, Object> bindings = new HashMap<>(variables);
    TemplateFunctions.all().forEach(function -> bindings.put(function.getLocalName(), true));
    RenderResult result = engine.renderForResult(source, bindings);
    if (result.hasErrors()) {
      throw failure(result.getErrors().getFirst());
    }
    return result.getOutput();
  }

  private static JinjaException failure(TemplateError error) {
    for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
      if (cause instanceof RaisedByTemplateException) {
        return new JinjaException(String.valueOf(cause.getMessage()), cause);
      }
    }
    return new JinjaException(
        "line %d of the template: %s".formatted(error.getLineno(), error.getMessage()),
        error.getException());
  }

  /** Removes one final newline; Jinjava's own option would remove it from the output. */
  private static String withoutFinalNewline(String source) {
    String unix = source.replace("\r\n", "\n").replace('\r', '\n');
    return unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }
}
