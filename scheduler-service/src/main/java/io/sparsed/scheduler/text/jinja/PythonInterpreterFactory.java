package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;

/** Creates interpreters that print values as Python does, without unquoting or unescaping. */
final class PythonInterpreterFactory implements InterpreterFactory {
  @Override
  public JinjavaInterpreter newInstance(JinjavaInterpreter original) {
    return new PythonInterpreter(original);
  }

  @Override
  public JinjavaInterpreter newInstance(Jinjava engine, Context context, JinjavaConfig config) {
    return new PythonInterpreter(engine, context, config);
  }

  private static final class PythonInterpreter extends JinjavaInterpreter {
    PythonInterpreter(JinjavaInterpreter original) {
      super(original);
    }

    PythonInterpreter(Jinjava engine, Context context, JinjavaConfig config) {
      super(engine, context, config);
    }

    @Override
    public String getAsString(Object value) {
      return PythonTypes.print(value);
    }
  }
}
