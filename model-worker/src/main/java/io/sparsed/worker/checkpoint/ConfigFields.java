package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the fields of a {@code config.json} and collects the problems of those that do not meet
 * their demands, so that all are reported at once.
 */
final class ConfigFields {
  private final JsonNode config;
  private final List<String> problems = new ArrayList<>();

  ConfigFields(JsonNode config) {
    this.config = config;
  }

  /** Returns a required positive integer; a wrong one is a problem, and 1 is returned. */
  int positive(String name) {
    var node = config.path(name);
    if (!node.canConvertToInt() || node.asInt() < 1) {
      problems.add("config.json: " + name + ": expected a positive integer, found " + shown(node));
      return 1;
    }
    return node.asInt();
  }

  /** Returns a positive integer, or another value if the field is absent or null. */
  int positive(String name, int otherwise) {
    return absent(name) ? otherwise : positive(name);
  }

  /** Returns a required positive number; a wrong one is a problem, and 1 is returned. */
  double number(String name) {
    var node = config.path(name);
    if (!node.isNumber() || node.asDouble() <= 0) {
      problems.add("config.json: " + name + ": expected a positive number, found " + shown(node));
      return 1;
    }
    return node.asDouble();
  }

  /** Returns a required token id; a wrong one is a problem, and 0 is returned. */
  int token(String name) {
    var node = config.path(name);
    if (!node.canConvertToInt() || node.asInt() < 0) {
      problems.add("config.json: " + name + ": expected a token id, found " + shown(node));
      return 0;
    }
    return node.asInt();
  }

  /** Returns a token id, or empty if the field is absent or null. */
  OptionalInt optionalToken(String name) {
    return absent(name) ? OptionalInt.empty() : OptionalInt.of(token(name));
  }

  /** Returns a boolean; false if the field is absent or null. */
  boolean flag(String name) {
    return config.path(name).asBoolean(false);
  }

  /**
   * Adds a problem unless a field is absent, null, or one of the values that this worker
   * implements.
   *
   * @param supported values as JSON text, strings without quotes
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

  /** Adds a problem that a reader of several fields found. */
  void problem(String sentence) {
    problems.add("config.json: " + sentence);
  }

  /** Throws a {@link CheckpointException} if there are problems. */
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
