package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bytes of OpenAI's API, of chats and of completions. */
class TextApiTest {
  private static final String CHAT = "v1/chat/completions";

  private static DemoGateway gateway;
  private static Http http;

  @BeforeAll
  static void start() throws Exception {
    gateway = new DemoGateway();
    http = new Http(gateway);
  }

  @AfterAll
  static void stop() {
    http.close();
    gateway.close();
  }

  @Test
  void models_listed_areThoseOfTheScheduler() throws Exception {
    JsonNode list = Http.json(http.get("v1/models"));

    assertThat(list.path("object").asText()).isEqualTo("list");
    assertThat(list.path("data").path(0).path("id").asText()).isEqualTo(DemoGateway.MODEL);
    assertThat(Http.json(http.get("v1/models/demo")).path("owned_by").asText())
        .isEqualTo("sparsed");
    assertThat(http.get("v1/models/other").statusCode()).isEqualTo(404);
  }

  @Test
  void chat_whole_isACompletion() throws Exception {
    HttpResponse<String> response = http.post(CHAT, chat("\"max_tokens\": 32"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
    JsonNode json = Http.json(response);
    assertThat(json.path("id").asText()).startsWith("chatcmpl-");
    assertThat(json.path("object").asText()).isEqualTo("chat.completion");
    assertThat(json.path("model").asText()).isEqualTo(DemoGateway.MODEL);
    JsonNode choice = json.path("choices").path(0);
    assertThat(choice.path("message").path("content").asText()).isEqualTo(DemoGateway.ANSWER);
    assertThat(choice.path("message").path("role").asText()).isEqualTo("assistant");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    JsonNode usage = json.path("usage");
    assertThat(usage.path("completion_tokens").asInt()).isBetween(1, 31);
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
  }

  @Test
  void chat_streamed_tellsOnlyWhatIsFinal() throws Exception {
    HttpResponse<String> response =
        http.post(
            CHAT,
            chat(
                "\"max_tokens\": 32, \"stream\": true, \"stream_options\": {\"include_usage\":"
                    + " true}"));

    List<JsonNode> chunks = Http.events(response);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body()).endsWith("data: [DONE]\n\n");
    assertThat(content(chunks)).isEqualTo(DemoGateway.ANSWER);
    assertThat(delta(chunks.getFirst()).path("role").asText()).isEqualTo("assistant");
    assertThat(chunks.getLast().path("choices")).isEmpty();
    assertThat(chunks.getLast().path("usage").path("completion_tokens").asInt()).isPositive();
    JsonNode end = chunks.get(chunks.size() - 2);
    assertThat(end.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
    assertThat(end.path("usage").isNull()).isTrue();
    assertThat(chunks).extracting(chunk -> chunk.path("id").asText()).containsOnly(id(chunks));
  }

  @Test
  void chat_denoiseEvents_tellEveryStep() throws Exception {
    List<JsonNode> events =
        Http.events(
            http.post(
                CHAT,
                chat(
                    """
                    "max_tokens": 32, "steps": 32, "stream": true, "denoise_events": true,
                    "stop_at_eos": false, "sparse": {"skip": 0.25, "block_size": 16}
                    """)));

    List<JsonNode> steps =
        events.stream().filter(event -> event.path("type").asText().equals("step")).toList();
    assertThat(steps).hasSize(32);
    assertThat(steps.stream().map(step -> step.path("kind").asText()).distinct())
        .containsExactly("dense", "pattern", "sparse");
    assertThat(steps.getLast().path("masked").asInt()).isZero();
    assertThat(steps.stream().mapToInt(step -> step.path("positions").size()).sum()).isEqualTo(32);
    assertThat(steps.getFirst().path("text").asText()).contains("░");
    // A delta never runs ahead of the steps that were told.
    String told = "";
    String canvas = "";
    for (JsonNode event : events) {
      canvas = event.path("type").asText().equals("step") ? event.path("text").asText() : canvas;
      told += delta(event).path("content").asText("");
      if (!event.has("type") && !delta(event).path("content").asText("").isEmpty()) {
        assertThat(canvas).startsWith(told);
      }
    }
    assertThat(told).isEqualTo(DemoGateway.ANSWER);
  }

  @Test
  void chat_patternHeads_areToldOnceWithEveryRow() throws Exception {
    List<JsonNode> events =
        Http.events(
            http.post(
                CHAT,
                chat(
                    """
                    "max_tokens": 32, "steps": 32, "stream": true, "denoise_events": true,
                    "sparse": {"block_size": 16, "select": 0.3},
                    "pattern_heads": [{"layer": 5, "head": 3}, {"layer": 0, "head": 1}]
                    """)));

    List<JsonNode> patterns =
        events.stream()
            .filter(event -> event.path("object").asText().equals("sparsed.pattern"))
            .toList();
    assertThat(patterns).extracting(each -> each.path("layer").asInt()).containsExactly(5, 0);
    assertThat(patterns).extracting(each -> each.path("head").asInt()).containsExactly(3, 1);
    JsonNode pattern = patterns.getFirst();
    assertThat(pattern.path("block_size").asInt()).isEqualTo(16);
    int blocks = pattern.path("blocks").asInt();
    byte[] words = pattern.path("words").binaryValue();
    assertThat(words).hasSize(blocks * Long.BYTES);
    assertThat(BitSet.valueOf(words).cardinality()).isBetween(blocks, blocks * (blocks - 1));
    JsonNode step =
        events.stream()
            .filter(event -> event.path("kind").asText().equals("pattern"))
            .findFirst()
            .orElseThrow();
    assertThat(pattern.path("step")).isEqualTo(step.path("step"));
    assertThat(step.path("confidences")).hasSameSizeAs(step.path("positions"));
    assertThat(step.path("confidences").path(0).floatValue()).isBetween(0f, 1f);
  }

  @Test
  void chat_wrongPatternHeads_areNamed() throws Exception {
    JsonNode unknown =
        Http.json(
            http.post(
                CHAT, chat("\"stream\": true, \"pattern_heads\": [{\"layer\": 6, \"head\": 0}]")));
    JsonNode half =
        Http.json(http.post(CHAT, chat("\"stream\": true, \"pattern_heads\": [{\"layer\": 1}]")));
    JsonNode whole =
        Http.json(http.post(CHAT, chat("\"pattern_heads\": [{\"layer\": 1, \"head\": 0}]")));

    assertThat(unknown.path("error").path("param").asText()).isEqualTo("pattern_heads");
    assertThat(unknown.path("error").path("message").asText()).contains("layers below 6");
    assertThat(half.path("error").path("param").asText()).isEqualTo("pattern_heads[0].head");
    assertThat(whole.path("error").path("param").asText()).isEqualTo("pattern_heads");
  }

  @Test
  void chat_stop_endsTheGeneration() throws Exception {
    String stopped = chat("\"max_tokens\": 256, \"steps\": 256, \"stop\": [\" Italy\", \"xyz\"]");

    JsonNode json = Http.json(http.post(CHAT, stopped));

    assertThat(json.path("choices").path(0).path("message").path("content").asText())
        .isEqualTo("The capital of");
    assertThat(json.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
    assertThat(json.path("usage").path("completion_tokens").asInt()).isPositive();
    awaitNoRequests();
  }

  @Test
  void chat_stopWithinTheStream_isNeverTold() throws Exception {
    List<JsonNode> chunks =
        Http.events(
            http.post(CHAT, chat("\"max_tokens\": 32, \"stream\": true, \"stop\": \" Italy is\"")));

    assertThat(content(chunks)).isEqualTo("The capital of");
  }

  @Test
  void chat_choices_haveSeedsOfTheirOwn() throws Exception {
    String sampled = chat("\"max_tokens\": 32, \"n\": 3, \"seed\": 7, \"temperature\": 1.5");

    JsonNode first = Http.json(http.post(CHAT, sampled));
    JsonNode second = Http.json(http.post(CHAT, sampled));

    assertThat(first.path("choices")).hasSize(3).isEqualTo(second.path("choices"));
    assertThat(first.path("choices").path(2).path("index").asInt()).isEqualTo(2);
  }

  @Test
  void chat_choicesStreamed_areToldApart() throws Exception {
    List<JsonNode> chunks =
        Http.events(http.post(CHAT, chat("\"max_tokens\": 32, \"n\": 2, \"stream\": true")));

    for (int index = 0; index < 2; index++) {
      int wanted = index;
      assertThat(
              content(
                  chunks.stream()
                      .filter(c -> c.path("choices").path(0).path("index").asInt() == wanted)
                      .toList()))
          .isEqualTo(DemoGateway.ANSWER);
    }
  }

  @Test
  void completions_prompts_areContinuedEach() throws Exception {
    JsonNode json =
        Http.json(
            http.post(
                "v1/completions",
                "{\"prompt\": [\"The capital of\", [1, 2, 3]], \"max_tokens\": 8}"));

    assertThat(json.path("object").asText()).isEqualTo("text_completion");
    assertThat(json.path("id").asText()).startsWith("cmpl-");
    assertThat(json.path("choices")).hasSize(2);
    assertThat(json.path("choices").path(1).path("text").isTextual()).isTrue();
    assertThat(json.path("usage").path("prompt_tokens").asInt()).isGreaterThan(3);
  }

  @Test
  void completions_streamed_haveText() throws Exception {
    HttpResponse<String> response =
        http.post(
            "v1/completions",
            "{\"prompt\": \"The capital of\", \"max_tokens\": 8, \"stream\": true}");

    List<JsonNode> chunks = Http.events(response);
    assertThat(chunks.getLast().path("choices").path(0).path("finish_reason").isTextual()).isTrue();
    assertThat(chunks).allMatch(chunk -> chunk.path("choices").path(0).path("text").isTextual());
  }

  @Test
  void stream_closedByItsReader_freesTheScheduler() throws Exception {
    try (Stream<String> lines =
        http.lines(CHAT, chat("\"max_tokens\": 512, \"stream\": true, \"stop_at_eos\": false"))) {
      Iterator<String> each = lines.iterator();
      assertThat(each.next()).startsWith("data: ");
      assertThat(gateway.scheduler().requests()).isPositive();
    }

    awaitNoRequests();
  }

  @Test
  void whole_callerGone_freesTheScheduler() throws Exception {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.post(CHAT, chat("\"max_tokens\": 512, \"stop_at_eos\": false"));
      await().until(() -> gateway.scheduler().requests() > 0);
    }

    awaitNoRequests();
  }

  private static void awaitNoRequests() {
    await().until(() -> gateway.scheduler().requests() == 0);
  }

  private static String chat(String more) throws IOException {
    return "{\"model\": \"demo\", \"messages\": [{\"role\": \"user\", \"content\": %s}], %s}"
        .formatted(Http.JSON.writeValueAsString(DemoGateway.QUESTION), more);
  }

  private static String id(List<JsonNode> chunks) {
    return chunks.getFirst().path("id").asText();
  }

  private static JsonNode delta(JsonNode chunk) {
    return chunk.path("choices").path(0).path("delta");
  }

  private static String content(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> delta(chunk).path("content").asText(""))
        .collect(Collectors.joining());
  }
}
