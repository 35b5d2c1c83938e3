package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.ext.AdditionOperator;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary.Operator;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** Evaluates the operators {@code and} and {@code +} as Python does. */
final class PythonOperators {
  /** Gives the first operand if it is false, else the second. */
  static final Operator AND =
      (bindings, context, left, right) -> {
        Object value = left.eval(bindings, context);
        return PythonTypes.isTrue(value) ? right.eval(bindings, context) : value;
      };

  /** Adds operands of one type, and throws if one is undefined; Java's EL would append "null". */
  static final Operator ADD = new Addition();

  private PythonOperators() {}

  private static final class Addition extends AdditionOperator {
    @Override
    protected Object apply(TypeConverter converter, @Nullable Object left, @Nullable Object right) {
      if (left == null || right == null) {
        throw new ELException("an operand of + is undefined");
      }
      if ((left instanceof String) != (right instanceof String)) {
        throw new ELException("+ can join text with text only, use ~");
      }
      return super.apply(converter, left, right);
    }
  }
}
