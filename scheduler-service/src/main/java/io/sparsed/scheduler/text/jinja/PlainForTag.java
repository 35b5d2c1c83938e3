package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.regex.Pattern;

/** A PlainForTag is a {@code for} without condition and {@code else}, which Jinjava misreads. */
final class PlainForTag extends ForTag {
  private static final Pattern CONDITION = Pattern.compile("\\sif\\s");
  private static final Pattern NESTED = Pattern.compile("'[^']*'|\"[^\"]*\"|\\([^()]*\\)");

  @Override
  public String interpretUnchecked(TagNode node, JinjavaInterpreter interpreter) {
    if (CONDITION.matcher(NESTED.matcher(node.getHelpers()).replaceAll("_")).find()) {
      throw refusal(node, "a loop with a condition is not supported, put an if inside it");
    }
    for (Node child : node.getChildren()) {
      if (child instanceof TagNode tag && tag.getName().equals(ElseTag.TAG_NAME)) {
        throw refusal(node, "a loop with an else branch is not supported");
      }
    }
    return super.interpretUnchecked(node, interpreter);
  }

  private static InterpretException refusal(TagNode node, String message) {
    return new InterpretException(message, node.getLineNumber());
  }
}
