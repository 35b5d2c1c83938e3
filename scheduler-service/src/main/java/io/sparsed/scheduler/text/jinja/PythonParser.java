package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.ext.ExtendedParser;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser.ParseException;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import org.jspecify.annotations.Nullable;

/**
 * Parses Jinjava's expressions with Python's operators: {@code not} binds weaker than comparisons
 * and tests, so that {@code not x is defined} is {@code not (x is defined)}; {@code and} gives one
 * of its operands; {@code +} throws for operands that Python cannot add.
 */
final class PythonParser extends ExtendedParser {
  PythonParser(Builder builder, String expression) {
    super(builder, expression);
  }

  @Override
  protected @Nullable AstNode and(boolean required) throws ScanException, ParseException {
    AstNode left = negation(required);
    while (left != null && getToken().getSymbol() == Symbol.AND) {
      consumeToken();
      left = createAstBinary(left, operand(negation(true)), PythonOperators.AND);
    }
    return left;
  }

  private @Nullable AstNode negation(boolean required) throws ScanException, ParseException {
    if (getToken().getSymbol() != Symbol.NOT) {
      return eq(required);
    }
    consumeToken();
    return createAstUnary(operand(negation(true)), AstUnary.NOT);
  }

  @Override
  protected @Nullable AstNode add(boolean required) throws ScanException, ParseException {
    AstNode left = mul(required);
    while (left != null) {
      switch (getToken().getSymbol()) {
        case PLUS -> {
          consumeToken();
          left = createAstBinary(left, operand(mul(true)), PythonOperators.ADD);
        }
        case MINUS -> {
          consumeToken();
          left = createAstBinary(left, operand(mul(true)), AstBinary.SUB);
        }
        case EXTENSION -> {
          ExtensionHandler handler = getExtensionHandler(getToken());
          if (handler.getExtensionPoint() != ExtensionPoint.ADD) {
            return left;
          }
          consumeToken();
          left = handler.createAstNode(left, operand(mul(true)));
        }
        default -> {
          return left;
        }
      }
    }
    return null;
  }

  /** Returns a required operand, which is never null since the parser throws if it is missing. */
  private static AstNode operand(@Nullable AstNode node) throws ParseException {
    if (node == null) {
      throw new ParseException(0, "nothing", "an operand");
    }
    return node;
  }
}
