package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.tree.TagNode;

/** A PythonIfTag is an {@code if} with Python's truth values: the text "false" is true. */
final class PythonIfTag extends IfTag {
  @Override
  public boolean isPositiveIfElseNode(TagNode node, JinjavaInterpreter interpreter) {
    return PythonTypes.isTrue(
        interpreter.resolveELExpression(
            node.getHelpers(), node.getLineNumber(), node.getStartPosition()));
  }
}
