package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import jinjava.de.odysseus.el.tree.impl.Parser;

/**
 * Makes {@link PythonParser}s. Public with a public constructor because the expression factory
 * makes it by its name.
 */
public final class PythonSyntax extends ExtendedSyntaxBuilder {
  /** For the expression factory. */
  public PythonSyntax() {}

  /** For the expression factory. */
  public PythonSyntax(Feature... features) {
    super(features);
  }

  @Override
  protected Parser createParser(String expression) {
    return new PythonParser(this, expression);
  }
}
