package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Fields are those of a JSON object of a request. Each is taken once by its name and type; {@link
 * #refuseRest} refuses those that nobody took. A field that is null counts as missing. Not
 * thread-safe.
 */
final class Fields {
  private static final JsonNode NONE = JsonNodeFactory.instance.arrayNode();

  private final ObjectNode object;
  private final String prefix;
  private final Set<String> taken = new HashSet<>();

  /**
   * Creates the fields of an object.
   *
   * @param prefix path of the object in the request, with a dot at its end; empty for the request
   */
  Fields(ObjectNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  Optional<JsonNode> take(String name) {
    taken.add(name);
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  Optional<String> string(String name) throws ApiException {
    return typed(name, JsonNode::isTextual, "a string").map(JsonNode::textValue);
  }

  Optional<Boolean> bool(String name) throws ApiException {
    return typed(name, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
  }

  OptionalLong integer(String name, long least, long most) throws ApiException {
    Optional<JsonNode> value =
        typed(
            name,
            node ->
                node.isIntegralNumber()
                    && node.canConvertToLong()
                    && node.longValue() >= least
                    && node.longValue() <= most,
            "an integer from %d to %d".formatted(least, most));
    return value.map(node -> OptionalLong.of(node.longValue())).orElseGet(OptionalLong::empty);
  }

  /** Returns an integer that is 0 or more; the scheduler knows its range. */
  OptionalInt count(String name) throws ApiException {
    OptionalLong value = integer(name, 0, Integer.MAX_VALUE);
    return value.isPresent()
        ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
        : OptionalInt.empty();
  }

  OptionalDouble number(String name) throws ApiException {
    return typed(name, JsonNode::isNumber, "a number")
        .map(node -> OptionalDouble.of(node.doubleValue()))
        .orElseGet(OptionalDouble::empty);
  }

  /** Returns the constant that a string names, in lower case. */
  <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) throws ApiException {
    Optional<String> text = string(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<E> constant =
        Arrays.stream(type.getEnumConstants())
            .filter(each -> nameOf(each).equals(text.get()))
            .findFirst();
    if (constant.isEmpty()) {
      String names =
          Arrays.stream(type.getEnumConstants())
              .map(Fields::nameOf)
              .collect(Collectors.joining(", "));
      throw wrong(name, "one of " + names);
    }
    return constant;
  }

  Optional<Fields> object(String name) throws ApiException {
    return typed(name, JsonNode::isObject, "an object")
        .map(node -> new Fields((ObjectNode) node, prefix + name + "."));
  }

  /** Returns the objects of an array; none if it is missing. */
  List<Fields> objects(String name) throws ApiException {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode node : typed(name, JsonNode::isArray, "an array of objects").orElse(NONE)) {
      if (!(node instanceof ObjectNode each)) {
        throw wrong(name, "an array of objects");
      }
      objects.add(new Fields(each, "%s%s[%d].".formatted(prefix, name, objects.size())));
    }
    return objects;
  }

  /**
   * Takes a field of OpenAI's API that has no effect here, and refuses every value that should have
   * one.
   *
   * @param hasNoEffect whether a value asks for nothing
   */
  void refuse(String name, Predicate<JsonNode> hasNoEffect, String why) throws ApiException {
    Optional<JsonNode> value = take(name);
    if (value.isPresent() && !hasNoEffect.test(value.get())) {
      throw ApiException.invalid(
          "%s is not served: %s; leave it out".formatted(path(name), why),
          path(name),
          "unsupported_parameter");
    }
  }

  /** Throws if there are fields that were not taken. */
  void refuseRest() throws ApiException {
    for (String name : (Iterable<String>) object::fieldNames) {
      if (!taken.contains(name)) {
        throw ApiException.invalid(
            "%s is no field that is known here; leave it out".formatted(path(name)),
            path(name),
            "unknown_parameter");
      }
    }
  }

  /** Returns the exception of a field whose value has the wrong type or range. */
  ApiException wrong(String name, String wanted) {
    return ApiException.invalid(
        "%s must be %s".formatted(path(name), wanted), path(name), "invalid_value");
  }

  /** Returns the exception of a field that must be there. */
  ApiException missing(String name) {
    return ApiException.invalid(
        path(name) + " is missing", path(name), "missing_required_parameter");
  }

  /** Returns the path of a field in the request, at most 80 characters of it. */
  String path(String name) {
    String path = prefix + name;
    return path.length() <= 80 ? path : path.substring(0, 80) + "…";
  }

  private Optional<JsonNode> typed(String name, Predicate<JsonNode> isRight, String wanted)
      throws ApiException {
    Optional<JsonNode> value = take(name);
    if (value.isPresent() && !isRight.test(value.get())) {
      throw wrong(name, wanted);
    }
    return value;
  }

  /** Returns the name of a constant in requests and answers. */
  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
