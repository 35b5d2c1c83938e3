package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads the fields of a {@code config.json} and collects the problems of those that do not meet
 * their demands, so that all are reported at once.
 */
final class ConfigFields {
  private static final int MOST_TOKENS = 64;

  private final JsonNode config;
  private final Problems problems = new Problems();

  ConfigFields(JsonNode config) {
    this.config = config;
  }

  /** Returns a required integer from 1 to a bound; a wrong one is a problem, and 1 is returned. */
  int positive(String name, int most) {
    var node = config.path(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.asInt() < 1
        || node.asInt() > most) {
      expected(name, "an integer from 1 to " + most);
      return 1;
    }
    return node.asInt();
  }

  /** Returns an integer from 1 to a bound, or another value if the field is absent or null. */
  int positive(String name, int most, int otherwise) {
    return absent(name) ? otherwise : positive(name, most);
  }

  /** Returns an integer from 0 to a bound; 0 if the field is absent or null. */
  int atLeastZero(String name, int most) {
    return absent(name) || config.path(name).equals(IntNode.valueOf(0)) ? 0 : positive(name, most);
  }

  /** Returns a list of 0s and 1s; all are 1 if the field is absent or null. */
  List<Boolean> marks(String name, int count) {
    if (absent(name)) {
      return Collections.nCopies(count, true);
    }
    var marks = config.path(name).valueStream().toList();
    if (marks.size() != count
        || !marks.stream().allMatch(each -> each.isInt() && each.asInt() >> 1 == 0)) {
      expected(name, "a 0 or 1 for each of the " + count + " layers");
      return Collections.nCopies(count, true);
    }
    return marks.stream().map(each -> each.asInt() == 1).toList();
  }

  /** Returns a positive number, or another value if the field is absent or null. */
  double number(String name, double most, double otherwise) {
    return absent(name) ? otherwise : number(name, most);
  }

  /** Returns a required positive number; a wrong one is a problem, and 1 is returned. */
  double number(String name, double most) {
    return number(name, config.path(name), most);
  }

  private double number(String name, JsonNode node, double most) {
    double value = node.isNumber() ? node.asDouble() : 0;
    if (!(value > 0 && value <= most)) {
      expected(name, "a number above 0, at most " + most, node);
      return 1;
    }
    return value;
  }

  /** Returns a token id, or empty if the field is absent or null. */
  OptionalInt token(String name) {
    var ids = tokens(name);
    if (ids.size() > 1) {
      expected(name, "one token id");
    }
    return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.getFirst());
  }

  /** Returns the token ids of a field: one, a list of them, or none if it is absent or null. */
  List<Integer> tokens(String name) {
    var found = config.path(name);
    var ids = found.isArray() ? found.valueStream().toList() : List.of(found);
    if (absent(name)) {
      return List.of();
    }
    if (ids.size() > MOST_TOKENS || !ids.stream().allMatch(ConfigFields::isToken)) {
      expected(name, "a token id, or a list of at most " + MOST_TOKENS);
      return List.of();
    }
    return ids.stream().map(JsonNode::asInt).distinct().toList();
  }

  private static boolean isToken(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt() && node.asInt() >= 0;
  }

  /** Returns a boolean; false if the field is absent or null; another value is a problem. */
  boolean flag(String name) {
    return flag(name, false);
  }

  /** Returns a boolean, or another one if the field is absent or null. */
  boolean flag(String name, boolean otherwise) {
    if (!absent(name) && !config.path(name).isBoolean()) {
      expected(name, "true or false");
    }
    return config.path(name).asBoolean(otherwise);
  }

  /**
   * Returns the base of the rotary positions: {@code rope_theta}, which transformers 5 writes into
   * {@code rope_parameters}. Other kinds of rotary positions are problems.
   */
  double ropeTheta() {
    var theta = config.path("rope_theta");
    for (var name : List.of("rope_scaling", "rope_parameters")) {
      var rope = config.path(name);
      var inside = rope.path("rope_theta");
      boolean isTyped = rope.has("rope_type") || rope.has("type");
      boolean isDefault =
          isTyped
              ? isText(rope.path(rope.has("rope_type") ? "rope_type" : "type"), "default")
              : rope.isObject() && rope.size() == (inside.isMissingNode() ? 0 : 1);
      if (!absent(name) && !(isDefault && rope.path("partial_rotary_factor").asDouble(1) == 1)) {
        expected(name, "null or the rope_type default, for whole heads");
      }
      if (theta.isNumber() && inside.isNumber() && inside.asDouble() != theta.asDouble()) {
        expected(name, "the same rope_theta as elsewhere, " + shown(theta));
      }
      theta = theta.isNumber() ? theta : inside;
    }
    return number("rope_theta", theta, 1e12);
  }

  private static boolean isText(JsonNode node, String text) {
    return node.isTextual() && node.asText().equals(text);
  }

  /**
   * Adds a problem unless a field is absent, null, or one of the values that this worker
   * implements.
   *
   * @param supported texts, numbers and booleans
   */
  void only(String name, Object... supported) {
    var found = config.path(name);
    var words = Arrays.stream(supported).map(Object::toString).toList();
    boolean isSupported =
        Arrays.stream(supported).anyMatch(each -> found.isTextual() == each instanceof String)
            && words.contains(found.asText());
    if (!absent(name) && !isSupported) {
      problem(
          "%s: expected %s, found %s; this worker does not implement it"
              .formatted(
                  name, words.isEmpty() ? "null" : String.join(" or ", words), shown(found)));
    }
  }

  /** Adds a problem unless a field is absent, null, or a list of nothing but one text. */
  void onlyEach(String name, String text) {
    if (!absent(name)
        && !(config.path(name).isArray()
            && config.path(name).valueStream().allMatch(each -> isText(each, text)))) {
      expected(name, "a list of nothing but " + text);
    }
  }

  private void expected(String name, String what) {
    expected(name, what, config.path(name));
  }

  private void expected(String name, String what, JsonNode found) {
    problem("%s: expected %s, found %s".formatted(name, what, shown(found)));
  }

  /** Adds a problem that a reader of several fields found. */
  void problem(String sentence) {
    problems.add("config.json: " + sentence);
  }

  /** Throws a {@link CheckpointException} if there are problems. */
  void check() {
    problems.check();
  }

  private boolean absent(String name) {
    return config.path(name).isMissingNode() || config.path(name).isNull();
  }

  /** Returns a value as a message shows it. */
  static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : Problems.shown(node.toString());
  }
}
