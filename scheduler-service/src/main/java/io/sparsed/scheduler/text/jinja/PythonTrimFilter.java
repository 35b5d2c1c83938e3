package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import org.jspecify.annotations.Nullable;

/** Trims Python's white space, such as the ideographic space, which Java's trim leaves. */
final class PythonTrimFilter implements Filter {
  @Override
  public String getName() {
    return "trim";
  }

  @Override
  public Object filter(
      @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
    return PythonStrings.WHITE_SPACE.trimFrom(PythonTypes.print(value));
  }
}
