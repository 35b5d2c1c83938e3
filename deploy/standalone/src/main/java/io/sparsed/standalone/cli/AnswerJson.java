package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.sparsed.client.TokenIds;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.Timings;
import java.util.Optional;

/**
 * Prints an answer as JSON: the fields of Finished, beside them Accepted, with times in
 * milliseconds and the history as arrays of token ids.
 */
final class AnswerJson {
  private static final double NANOS_PER_MILLI = 1e6;

  private AnswerJson() {}

  /**
   * Returns the answer's JSON.
   *
   * @param promptTokenIds tokens of the prompt; empty if they were not given as such
   */
  static ObjectNode of(CompleteResponse response, Optional<TokenIds> promptTokenIds) {
    ObjectNode json = WireJson.of(response.getFinished());
    promptTokenIds.ifPresent(
        prompt -> prompt.stream().forEach(json.putArray("prompt_token_ids")::add));
    json.remove("timings");
    json.set("timings_ms", timings(json.objectNode(), response.getFinished().getTimings()));
    ObjectNode accepted = WireJson.of(response.getAccepted());
    accepted.remove("prompt_token_ids");
    json.set("accepted", accepted);
    ArrayNode snapshots = (ArrayNode) json.remove("history");
    if (!snapshots.isEmpty()) {
      ArrayNode history = json.putArray("history");
      snapshots.forEach(snapshot -> history.add(snapshot.path("token_ids")));
    }
    return json;
  }

  private static ObjectNode timings(ObjectNode json, Timings timings) {
    return json.put("total", millis(timings.getTotal()))
        .put("queued", millis(timings.getQueued()))
        .put("dense", millis(timings.getDense()))
        .put("select", millis(timings.getSelect()))
        .put("sparse", millis(timings.getSparse()));
  }

  private static double millis(Duration duration) {
    return Durations.toNanos(duration) / NANOS_PER_MILLI;
  }
}
