package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import jinjava.de.odysseus.el.tree.impl.Parser;

/** Creates {@link PythonParser}s; public because the expression factory creates it by its name. */
public final class PythonSyntax extends ExtendedSyntaxBuilder {
  /** Creates a syntax without features; called by the expression factory. */
  public PythonSyntax() {}

  /** Creates a syntax; called by the expression factory. */
  public PythonSyntax(Feature... features) {
    super(features);
  }

  @Override
  protected Parser createParser(String expression) {
    return new PythonParser(this, expression);
  }
}
