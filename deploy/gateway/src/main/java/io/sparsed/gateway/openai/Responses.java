package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Responses of one call, as OpenAI's API writes them: a whole one, or the chunks of a streamed one.
 *
 * @param id id of the answer
 * @param created time of the call, seconds since 1970
 */
record Responses(TextCall call, String id, long created) {

  /** Returns the whole answer. */
  ObjectNode whole(List<ChoiceResult> results) {
    ObjectNode json = head(call.api().object(), results.getFirst().model());
    ArrayNode choices = json.putArray("choices");
    for (int i = 0; i < results.size(); i++) {
      ObjectNode choice = choices.addObject().put("index", i);
      String text = results.get(i).text();
      switch (call.api()) {
        case CHAT ->
            choice
                .putObject("message")
                .put("role", "assistant")
                .put("content", text)
                .putNull("refusal")
                .putArray("annotations");
        case TEXT -> choice.put("text", text);
      }
      choice.putNull("logprobs").put("finish_reason", results.get(i).finishReason());
    }
    json.set("usage", usage(results));
    return json;
  }

  /** Returns the chunk with which a choice begins. */
  ObjectNode begin(String model, int index) {
    return chunk(model, index, "", null, true);
  }

  /** Returns a chunk with more text. */
  ObjectNode text(String model, int index, String more) {
    return chunk(model, index, more, null, false);
  }

  /** Returns the chunk with which a choice ends. */
  ObjectNode end(String model, int index, String finishReason) {
    return chunk(model, index, "", finishReason, false);
  }

  /** Returns the last chunk, which tells what was used and has no choice. */
  ObjectNode usageChunk(List<ChoiceResult> results) {
    ObjectNode json = head(call.api().chunkObject(), results.getFirst().model());
    json.putArray("choices");
    json.set("usage", usage(results));
    return json;
  }

  private ObjectNode chunk(
      String model, int index, String text, @Nullable String finishReason, boolean isFirst) {
    ObjectNode json = head(call.api().chunkObject(), model);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    switch (call.api()) {
      case CHAT -> {
        ObjectNode delta = choice.putObject("delta");
        if (isFirst) {
          delta.put("role", "assistant");
        }
        if (finishReason == null) {
          delta.put("content", text);
        }
      }
      case TEXT -> choice.put("text", text);
    }
    choice.putNull("logprobs").put("finish_reason", finishReason);
    if (call.includeUsage()) {
      json.putNull("usage");
    }
    return json;
  }

  private ObjectNode head(String object, String model) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  private ObjectNode usage(List<ChoiceResult> results) {
    int prompt = 0;
    int completion = 0;
    for (int i = 0; i < results.size(); i++) {
      // The choices of a prompt share it.
      prompt += i % call.choicesOfEach() == 0 ? results.get(i).promptTokens() : 0;
      completion += results.get(i).completionTokens();
    }
    return Json.object()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }
}
