package io.sparsed.scheduler.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads and checks the tools of a conversation, which are JSON. */
final class ToolReader {
  private static final int MAX_NESTING = 30;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private ToolReader() {}

  /** Returns the fields of each tool; those that are no tool are violations and left out. */
  static List<Map<String, Object>> read(List<String> tools, Violations violations) {
    List<Map<String, Object>> read = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      JsonNode tool = parsed(tools.get(i));
      boolean valid =
          violations.check(
              tool.isObject() && isPlain(tool),
              "chat.tools[" + i + "]",
              "Give a JSON object without fractions, nested at most " + MAX_NESTING + " deep.");
      if (valid) {
        read.add(JSON.convertValue(tool, FIELDS));
      }
    }
    return read;
  }

  private static JsonNode parsed(String tool) {
    try {
      return JSON.readTree(tool);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  /** Returns true if every number fits the integers of the template language. */
  private static boolean isPlain(JsonNode node) {
    return (!node.isNumber() || (node.canConvertToLong() && node.isIntegralNumber()))
        && node.valueStream().allMatch(ToolReader::isPlain);
  }
}
