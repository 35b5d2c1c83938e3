package io.sparsed.bench.quality.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a sample went.
 *
 * @param correct every expected string stands in the answer
 * @param answer what the model wrote
 * @param kept share of the key blocks that a query block keeps in a sparse step; 1 if dense
 * @param attended share of the key blocks that a step attended to, over all steps
 */
public record Result(Key key, boolean correct, String answer, double kept, double attended) {
  /**
   * Which sample it is of.
   *
   * @param policy its name
   * @param kind of the task
   * @param length of the task's canvas, in tokens
   * @param index of the task among those of its kind and length
   */
  public record Key(String policy, String kind, int length, int index) {}

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("policy", key.policy)
        .put("task", key.kind)
        .put("length", key.length)
        .put("index", key.index)
        .put("correct", correct)
        .put("answer", answer)
        .put("kept", kept)
        .put("attended", attended);
  }

  /** What {@link #toJson} wrote. */
  static Result of(JsonNode json) {
    return new Result(
        new Key(
            json.path("policy").asText(),
            json.path("task").asText(),
            json.path("length").asInt(),
            json.path("index").asInt()),
        json.path("correct").asBoolean(),
        json.path("answer").asText(),
        json.path("kept").asDouble(),
        json.path("attended").asDouble());
  }
}
