package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import jinjava.de.odysseus.el.tree.impl.Parser;

/** A PythonSyntax parses expressions with {@link PythonParser}s. */
final class PythonSyntax extends ExtendedSyntaxBuilder {

  PythonSyntax() {
    super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
  }

  @Override
  protected Parser createParser(String expression) {
    return new PythonParser(this, expression);
  }
}
