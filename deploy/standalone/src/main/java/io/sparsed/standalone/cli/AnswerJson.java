package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.Answer;
import io.sparsed.client.Completion;
import io.sparsed.client.Event;
import io.sparsed.client.Timings;
import io.sparsed.client.TokenIds;
import io.sparsed.client.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** An answer as JSON: names as in the wire contract, times in milliseconds. */
final class AnswerJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double NANOS_PER_MILLI = 1e6;

  private AnswerJson() {}

  static ObjectNode of(Completion completion, Optional<TokenIds> promptTokenIds) {
    Answer answer = completion.answer();
    ObjectNode json = NODES.objectNode();
    json.put("text", answer.text());
    json.set("token_ids", ids(answer.tokenIds()));
    promptTokenIds.ifPresent(prompt -> json.set("prompt_token_ids", ids(prompt)));
    json.put("finish_reason", answer.finishReason().name().toLowerCase(Locale.ROOT));
    json.set("usage", usage(answer.usage()));
    json.set("timings_ms", timings(answer.timings()));
    json.set("accepted", accepted(completion.accepted()));
    if (!answer.history().isEmpty()) {
      ArrayNode history = json.putArray("history");
      answer.history().forEach(canvas -> history.add(ids(canvas)));
    }
    return json;
  }

  private static ArrayNode ids(TokenIds ids) {
    ArrayNode json = NODES.arrayNode();
    ids.stream().forEach(json::add);
    return json;
  }

  private static ObjectNode usage(Usage usage) {
    return NODES
        .objectNode()
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("dense_steps", usage.denseSteps())
        .put("sparse_steps", usage.sparseSteps())
        .put("resumes", usage.resumes());
  }

  private static ObjectNode timings(Timings timings) {
    return NODES
        .objectNode()
        .put("total", millis(timings.total()))
        .put("queued", millis(timings.queued()))
        .put("dense", millis(timings.dense()))
        .put("select", millis(timings.select()))
        .put("sparse", millis(timings.sparse()));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / NANOS_PER_MILLI;
  }

  private static ObjectNode accepted(Event.Accepted accepted) {
    ObjectNode json =
        NODES.objectNode().put("request_id", accepted.requestId()).put("model", accepted.model());
    json.set("diffusion", OptionsJson.diffusion(accepted.diffusion()));
    json.set("sparse", OptionsJson.sparse(accepted.sparse()));
    return json;
  }
}
