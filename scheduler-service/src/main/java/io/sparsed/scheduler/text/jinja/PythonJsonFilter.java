package io.sparsed.scheduler.text.jinja;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import java.util.Map;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** Writes JSON as transformers does: spaced as by {@code json.dumps}, not escaped for HTML. */
final class PythonJsonFilter implements AdvancedFilter {
  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public String getName() {
    return "tojson";
  }

  @Override
  public Object filter(
      @Nullable Object value,
      JinjavaInterpreter interpreter,
      Object[] arguments,
      Map<String, Object> named) {
    int indent = named.get("indent") instanceof Number spaces ? spaces.intValue() : -1;
    try {
      return mapper.writer(printer(indent)).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new ELException("tojson: " + e.getOriginalMessage(), e);
    }
  }

  private static DefaultPrettyPrinter printer(int indent) {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEntrySpacing(indent < 0 ? Spacing.AFTER : Spacing.NONE)
            .withArrayValueSpacing(indent < 0 ? Spacing.AFTER : Spacing.NONE)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    DefaultPrettyPrinter.Indenter indenter =
        indent < 0
            ? DefaultPrettyPrinter.NopIndenter.instance
            : new DefaultIndenter(" ".repeat(indent), "\n");
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return printer;
  }
}
