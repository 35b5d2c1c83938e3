package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.Instant;
import java.util.List;

/** Implements the functions that transformers gives to chat templates. */
final class TemplateFunctions {
  private TemplateFunctions() {}

  static List<ELFunctionDefinition> all() {
    return List.of(
        function("raise_exception", "raiseException"), function("strftime_now", "strftimeNow"));
  }

  private static ELFunctionDefinition function(String name, String method) {
    return new ELFunctionDefinition("", name, TemplateFunctions.class, method, String.class);
  }

  static Object raiseException(String message) {
    throw new RaisedByTemplateException(message);
  }

  static String strftimeNow(String format) {
    var config = JinjavaInterpreter.getCurrent().getConfig();
    Instant now = Instant.ofEpochMilli(config.getDateTimeProvider().getCurrentTimeMillis());
    return StrftimeFormatter.format(now.atZone(config.getTimeZone()), format);
  }
}
