package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.Answer;
import io.sparsed.client.Commit;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Event;
import io.sparsed.client.HeadPattern;
import java.time.Duration;
import java.util.Locale;

/**
 * DenoiseEvents tell how the canvas of a choice is denoised, in the words of the wire contract.
 * They have an empty list of choices, so that a client that reads chunks passes over them.
 *
 * @param id id of the answer
 * @param index index of the choice
 */
record DenoiseEvents(String id, int index) {
  ObjectNode accepted(Event.Accepted event) {
    DiffusionOptions diffusion = event.diffusion();
    ObjectNode json = denoise("accepted").put("prompt_tokens", event.promptTokens());
    diffusion.genLength().ifPresent(value -> json.put("gen_length", value));
    diffusion.maxGenLength().ifPresent(value -> json.put("max_gen_length", value));
    diffusion.steps().ifPresent(value -> json.put("steps", value));
    diffusion.blockLength().ifPresent(value -> json.put("block_length", value));
    diffusion.seed().ifPresent(value -> json.put("seed", Long.toUnsignedString(value)));
    return json;
  }

  ObjectNode step(Event.Progress event) {
    ObjectNode json =
        denoise("step")
            .put("step", event.step())
            .put("steps", event.steps())
            .put("generation_block", event.generationBlock())
            .put("kind", kind(event))
            .put("attention", event.attention().name().toLowerCase(Locale.ROOT))
            .put("reused", event.reused());
    ArrayNode positions = json.putArray("positions");
    ArrayNode tokens = json.putArray("token_ids");
    ArrayNode confidences = json.putArray("confidences");
    for (Commit commit : event.commits()) {
      positions.add(commit.position());
      tokens.add(commit.tokenId());
      commit.confidence().ifPresent(value -> confidences.add((float) value));
    }
    json.put("masked", event.masked()).put("elapsed_ms", millis(event.elapsed()));
    event.text().ifPresent(text -> json.put("text", text));
    return json;
  }

  ObjectNode pattern(Event.Progress event, HeadPattern pattern) {
    return head("sparsed.pattern")
        .put("step", event.step())
        .put("layer", pattern.layer())
        .put("head", pattern.head())
        .put("block_size", pattern.blockSize())
        .put("blocks", pattern.blocks())
        .put("words", pattern.words());
  }

  ObjectNode finished(Answer answer) {
    ObjectNode json =
        denoise("finished")
            .put("text", answer.text())
            .put("total_ms", millis(answer.timings().total()))
            .put("queued_ms", millis(answer.timings().queued()));
    json.putObject("usage")
        .put("dense_steps", answer.usage().denseSteps())
        .put("sparse_steps", answer.usage().sparseSteps())
        .put("reuse_steps", answer.usage().reuseSteps())
        .put("resumes", answer.usage().resumes())
        .put("flops", answer.usage().flops())
        .put("attended", answer.usage().attended());
    return json;
  }

  private ObjectNode denoise(String type) {
    return head("sparsed.denoise").put("type", type);
  }

  private ObjectNode head(String object) {
    ObjectNode json = Json.object().put("id", id).put("object", object);
    json.putArray("choices");
    return json.put("index", index);
  }

  /** Returns what a step was: the four that a time line shows. */
  private static String kind(Event.Progress event) {
    if (event.reused()) {
      return "reuse";
    }
    return switch (event.attention()) {
      case DENSE, UNKNOWN -> "dense";
      case DENSE_AND_SELECT -> "pattern";
      case SPARSE -> "sparse";
    };
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
