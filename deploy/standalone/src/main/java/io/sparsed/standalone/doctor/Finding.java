package io.sparsed.standalone.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * A Finding is the result of one check.
 *
 * @param subject what was checked, in a word or two
 * @param message what was found
 * @param advice sentence that tells what to do; empty if all is well
 */
public record Finding(Level level, String subject, String message, String advice) {

  /** A Level tells whether an operator must do something. */
  public enum Level {
    /** All is well. */
    OK,
    /** It works, but not as an operator may expect. */
    WARNING,
    /** It does not work. */
    PROBLEM
  }

  static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message, "");
  }

  static Finding warning(String subject, String message, String advice) {
    return new Finding(Level.WARNING, subject, message, advice);
  }

  static Finding problem(String subject, String message, String advice) {
    return new Finding(Level.PROBLEM, subject, message, advice);
  }

  /** Returns the finding as a line for people. */
  public String toText() {
    return "%-8s %s: %s%s"
        .formatted(
            level.name().toLowerCase(Locale.ROOT),
            subject,
            message,
            advice.isEmpty() ? "" : ". " + advice);
  }

  /** Returns {@code {"findings": [{"level", "subject", "message", "advice"}]}}. */
  public static ObjectNode toJson(List<Finding> findings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode all = json.putArray("findings");
    for (Finding finding : findings) {
      all.addObject()
          .put("level", finding.level.name().toLowerCase(Locale.ROOT))
          .put("subject", finding.subject)
          .put("message", finding.message)
          .put("advice", finding.advice);
    }
    return json;
  }
}
