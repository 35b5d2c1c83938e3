package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The fields of a {@code config.json}, read with their demands; what does not meet them is
 * collected, not thrown.
 */
final class ConfigFields {
  private final JsonNode config;
  private final List<String> problems = new ArrayList<>();

  ConfigFields(JsonNode config) {
    this.config = config;
  }

  /** A positive integer that must be there; 1 where it is not, with the problem noted. */
  int positive(String name) {
    var node = config.path(name);
    if (!node.canConvertToInt() || node.asInt() < 1) {
      problems.add("config.json: " + name + ": expected a positive integer, found " + shown(node));
      return 1;
    }
    return node.asInt();
  }

  /** As {@link #positive(String)}, with a value for a field that is absent or null. */
  int positive(String name, int otherwise) {
    return absent(name) ? otherwise : positive(name);
  }

  /** A positive number that must be there. */
  double number(String name) {
    var node = config.path(name);
    if (!node.isNumber() || node.asDouble() <= 0) {
      problems.add("config.json: " + name + ": expected a positive number, found " + shown(node));
      return 1;
    }
    return node.asDouble();
  }

  /** A token id that must be there. */
  int token(String name) {
    var node = config.path(name);
    if (!node.canConvertToInt() || node.asInt() < 0) {
      problems.add("config.json: " + name + ": expected a token id, found " + shown(node));
      return 0;
    }
    return node.asInt();
  }

  /** A token id that may be absent or null. */
  OptionalInt optionalToken(String name) {
    return absent(name) ? OptionalInt.empty() : OptionalInt.of(token(name));
  }

  /** A switch; false where absent or null. */
  boolean flag(String name) {
    return config.path(name).asBoolean(false);
  }

  /**
   * Demands that a field is absent, null, or one of the values (as JSON text, strings without
   * quotes).
   */
  void only(String name, String... supported) {
    var found = config.path(name);
    if (!absent(name) && !Set.of(supported).contains(found.asText())) {
      problems.add(
          "config.json: %s: expected %s, found %s; this worker does not implement it"
              .formatted(
                  name,
                  supported.length == 0 ? "null" : String.join(" or ", supported),
                  shown(found)));
    }
  }

  /** Notes a problem that a reader of several fields found. */
  void problem(String sentence) {
    problems.add("config.json: " + sentence);
  }

  /** Throws if any field did not meet its demand. */
  void check() {
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
  }

  private boolean absent(String name) {
    return config.path(name).isMissingNode() || config.path(name).isNull();
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
