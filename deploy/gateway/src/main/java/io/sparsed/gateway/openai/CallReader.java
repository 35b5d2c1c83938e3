package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.PatternHead;
import io.sparsed.client.Preset;
import io.sparsed.client.Priority;
import io.sparsed.client.Prompt;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.SparseOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads a request for text. What a diffusion model cannot do is refused by name, as is a field that
 * is not known; ranges of the options of denoising are the scheduler's to check.
 */
final class CallReader {
  /** Choices of a request, which are generations of their own. */
  private static final int MAX_CHOICES = 128;

  private static final int MAX_STOPS = 4;
  private static final int MAX_STOP_LENGTH = 1000;

  private final Api api;
  private final Fields fields;
  private final String requestId;
  private final Duration mostTime;

  /**
   * Creates the reader of one request.
   *
   * @param requestId id of the request in logs
   * @param mostTime time that an answer may take
   */
  CallReader(Api api, byte[] body, String requestId, Duration mostTime) throws ApiException {
    this.api = api;
    this.fields = new Fields(Json.parse(body), "");
    this.requestId = requestId;
    this.mostTime = mostTime;
  }

  TextCall read() throws ApiException {
    refuseOthersWork();
    List<Prompt> prompts =
        api == Api.CHAT ? List.of(PromptReader.chat(fields)) : PromptReader.completions(fields);
    int choicesOfEach = Math.toIntExact(fields.integer("n", 1, MAX_CHOICES).orElse(1));
    if (choicesOfEach * (long) prompts.size() > MAX_CHOICES) {
      throw fields.wrong(
          "prompt", "%d choices at most, n times the prompts".formatted(MAX_CHOICES));
    }
    List<String> stop = stop();
    boolean stream = fields.bool("stream").orElse(false);
    boolean includeUsage = includeUsage(stream);
    boolean denoiseEvents = fields.bool("denoise_events").orElse(false);
    if (denoiseEvents && !stream) {
      throw fields.wrong("denoise_events", "left out without stream");
    }
    ResponseOptions response = response(stream, stream || !stop.isEmpty(), denoiseEvents);
    List<GenerationRequest> requests = requests(prompts, choicesOfEach, response);
    fields.refuseRest();
    return new TextCall(api, requests, choicesOfEach, stop, stream, includeUsage, denoiseEvents);
  }

  private ResponseOptions response(boolean stream, boolean snapshots, boolean confidences)
      throws ApiException {
    List<PatternHead> heads = DiffusionReader.patternHeads(fields);
    if (!heads.isEmpty() && !stream) {
      throw fields.wrong("pattern_heads", "left out without stream");
    }
    ResponseOptions response = ResponseOptions.defaults().withPatterns(heads);
    response = snapshots ? response.withTextSnapshots() : response;
    return confidences ? response.withConfidences() : response;
  }

  private List<GenerationRequest> requests(
      List<Prompt> prompts, int choicesOfEach, ResponseOptions response) throws ApiException {
    Optional<String> model = fields.string("model");
    DiffusionOptions.Builder diffusion = DiffusionReader.diffusion(fields);
    SparseOptions sparse = DiffusionReader.sparse(fields);
    Optional<Preset> preset = fields.constant("preset", Preset.class);
    Optional<Priority> priority = fields.constant("priority", Priority.class);
    OptionalLong seed = fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    Duration deadline = deadline();
    List<GenerationRequest> requests = new ArrayList<>();
    for (Prompt prompt : prompts) {
      for (int choice = 0; choice < choicesOfEach; choice++) {
        int index = choice;
        // Choices of one seed would be the same answer.
        seed.ifPresent(value -> diffusion.seed(value + index));
        GenerationRequest.Builder request =
            GenerationRequest.builder(prompt)
                .diffusion(diffusion.build())
                .sparse(sparse)
                .response(response)
                .requestId(requests.isEmpty() ? requestId : requestId + "-" + requests.size())
                .deadline(deadline);
        model.ifPresent(request::model);
        preset.ifPresent(request::preset);
        priority.ifPresent(request::priority);
        requests.add(request.build());
      }
    }
    return requests;
  }

  private Duration deadline() throws ApiException {
    OptionalDouble seconds = fields.number("timeout");
    if (seconds.isEmpty()) {
      return mostTime;
    }
    if (!(seconds.getAsDouble() >= 0.001)) {
      throw fields.wrong("timeout", "seconds, at least 0.001");
    }
    double most = mostTime.toMillis();
    return Duration.ofMillis(Math.round(Math.min(seconds.getAsDouble() * 1000, most)));
  }

  private List<String> stop() throws ApiException {
    Optional<JsonNode> given = fields.take("stop");
    if (given.isEmpty()) {
      return List.of();
    }
    JsonNode node = given.get();
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.textValue());
    } else if (node.isArray() && node.size() <= MAX_STOPS) {
      node.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
    } else {
      throw fields.wrong("stop", "a string, or an array of at most %d".formatted(MAX_STOPS));
    }
    if (texts.stream().anyMatch(text -> text.isEmpty() || text.length() > MAX_STOP_LENGTH)) {
      throw fields.wrong("stop", "strings of 1 to %d characters".formatted(MAX_STOP_LENGTH));
    }
    return texts;
  }

  private boolean includeUsage(boolean stream) throws ApiException {
    Optional<Fields> options = fields.object("stream_options");
    if (options.isEmpty()) {
      return false;
    }
    if (!stream) {
      throw fields.wrong("stream_options", "left out without stream");
    }
    boolean includeUsage = options.get().bool("include_usage").orElse(false);
    options.get().refuse("include_obfuscation", node -> !node.booleanValue(), "nothing is padded");
    options.get().refuseRest();
    return includeUsage;
  }

  /** Takes the fields of OpenAI's API that say nothing of the answer, or what cannot be done. */
  private void refuseOthersWork() throws ApiException {
    for (String name :
        List.of(
            "user",
            "metadata",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention")) {
      var _ = fields.take(name);
    }
    fields.refuse("store", node -> !node.asBoolean(true), "answers are not kept");
    fields.refuse(
        "service_tier", node -> List.of("auto", "default").contains(node.asText()), "see priority");
    for (String name : List.of("frequency_penalty", "presence_penalty")) {
      fields.refuse(name, node -> node.isNumber() && node.doubleValue() == 0, "no step has it");
    }
    fields.refuse("logit_bias", JsonNode::isEmpty, "logits never leave a worker");
    fields.refuse(
        "logprobs",
        node -> node.isBoolean() && !node.booleanValue(),
        "logits never leave a worker");
    fields.refuse("top_logprobs", _ -> false, "logits never leave a worker");
    if (api == Api.CHAT) {
      refuseOfChats();
    } else {
      fields.refuse("suffix", node -> node.asText().isEmpty(), "a completion has no suffix");
      fields.refuse("echo", node -> !node.asBoolean(true), "the answer is told alone");
      fields.refuse("best_of", node -> node.asInt() == 1, "answers are not ranked; see n");
    }
  }

  private void refuseOfChats() throws ApiException {
    fields.refuse("functions", JsonNode::isEmpty, "see tools");
    for (String name : List.of("tool_choice", "function_call")) {
      fields.refuse(
          name,
          node -> List.of("none", "auto").contains(node.asText()),
          "the model chooses what it calls");
    }
    fields.refuse("parallel_tool_calls", JsonNode::isBoolean, "calls are text of the answer");
    fields.refuse(
        "response_format",
        node -> node.path("type").asText().equals("text"),
        "no grammar holds a canvas");
    fields.refuse(
        "modalities",
        node -> node.size() == 1 && node.path(0).asText().equals("text"),
        "answers are text");
    for (String name :
        List.of("audio", "prediction", "reasoning_effort", "verbosity", "web_search_options")) {
      fields.refuse(name, _ -> false, "diffusion language models have no such thing");
    }
  }
}
