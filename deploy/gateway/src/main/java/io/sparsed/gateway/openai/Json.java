package io.sparsed.gateway.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Reads and writes JSON. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The parts of Jackson's messages that speak of its own settings. */
  private static final Pattern JACKSONS_SETTING =
      Pattern.compile("(: enable|, from) `[^`]*`( to allow)?| \\(start marker at .*\\)");

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Returns the object that a request's body holds.
   *
   * @throws ApiException if it is no JSON object
   */
  static ObjectNode parse(byte[] body) throws ApiException {
    JsonNode node;
    try {
      node = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage());
    } catch (IOException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid("the body must be a JSON object", null, "invalid_json");
  }

  private static ApiException invalid(String why) {
    return ApiException.invalid(
        "the body is no valid JSON: " + JACKSONS_SETTING.matcher(why).replaceAll(""),
        null,
        "invalid_json");
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of JSON is always written", e);
    }
  }
}
