package io.sparsed.scheduler.text.jinja;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Thread-safe: one template, rendered as Hugging Face transformers renders chat templates (Jinja2
 * with trim_blocks and lstrip_blocks, without autoescape, with {@code raise_exception}, {@code
 * strftime_now} and an unescaped {@code tojson}).
 *
 * <p>Values are data: text that looks like a template stays text. Whatever cannot be rendered as
 * Python would is refused with an exception wherever that can be told: a loop with a condition or
 * an {@code else} branch, a slice with a step, {@code loop.previtem}. One difference is left:
 * {@code None} and what is undefined are one value, which prints as nothing.
 */
public final class JinjaTemplate {
  private final String source;

  // Jinjava's global context is shared by its renderings and is not safe; a rendering takes about a
  // millisecond.
  @GuardedBy("this")
  private final Jinjava engine;

  private JinjaTemplate(String source, Jinjava engine) {
    this.source = source;
    this.engine = engine;
  }

  /**
   * A template from its source.
   *
   * @param clock tells {@code strftime_now} the time and its zone
   */
  public static JinjaTemplate of(String source, Clock clock) {
    return new JinjaTemplate(withoutFinalNewline(source), PythonJinjava.create(clock));
  }

  /**
   * Renders with variables: text, numbers, booleans, lists and maps of them.
   *
   * @throws JinjaException if it does not render; the message of {@code raise_exception} comes
   *     through as it is
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
      if (cause instanceof RaisedByTemplate raised) {
        return new JinjaException(raised.text(), raised);
      }
    }
    return new JinjaException(
        "line %d of the template: %s".formatted(error.getLineno(), error.getMessage()),
        error.getException());
  }

  /**
   * Jinja2 without keep_trailing_newline drops one newline of the source; Jinjava would drop it
   * from the output.
   */
  private static String withoutFinalNewline(String source) {
    String unix = source.replace("\r\n", "\n").replace('\r', '\n');
    return unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }
}
