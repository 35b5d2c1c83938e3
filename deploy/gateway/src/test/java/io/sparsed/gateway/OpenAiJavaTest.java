package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java. */
class OpenAiJavaTest {
  private static DemoGateway gateway;
  private static OpenAIClient client;

  @BeforeAll
  static void start() throws Exception {
    gateway = new DemoGateway();
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.url() + "v1")
            .apiKey("any")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
  }

  @Test
  void models_listed_haveTheDemo() {
    assertThat(client.models().list().data())
        .extracting(model -> model.id())
        .containsExactly(DemoGateway.MODEL);
  }

  @Test
  void chat_whole_isAnswered() {
    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(question().putAdditionalBodyProperty("preset", JsonValue.from("fast")).build());

    assertThat(completion.choices().getFirst().message().content()).contains(DemoGateway.ANSWER);
    assertThat(completion.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
  }

  @Test
  void chat_streamed_addsUpToTheAnswer() {
    ChatCompletionCreateParams params =
        question()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      chunks = stream.stream().toList();
    }

    String answer =
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .collect(Collectors.joining());
    assertThat(answer).isEqualTo(DemoGateway.ANSWER);
    assertThat(chunks.getLast().usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void chat_streamClosed_freesTheScheduler() {
    ChatCompletionCreateParams params =
        question()
            .maxCompletionTokens(512)
            .putAdditionalBodyProperty("stop_at_eos", JsonValue.from(false))
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
      assertThat(chunks.next().choices()).hasSize(1);
    }

    await().until(() -> gateway.scheduler().requests() == 0);
  }

  @Test
  void completion_prompt_isContinued() {
    CompletionCreateParams params =
        CompletionCreateParams.builder()
            .model(DemoGateway.MODEL)
            .prompt("The capital of")
            .maxTokens(8)
            .build();

    assertThat(client.completions().create(params).choices()).hasSize(1);
  }

  @Test
  void chat_logitBias_isABadRequestThatNamesIt() {
    ChatCompletionCreateParams params =
        question()
            .logitBias(
                ChatCompletionCreateParams.LogitBias.builder()
                    .putAdditionalProperty("1", JsonValue.from(5))
                    .build())
            .build();

    assertThatThrownBy(() -> client.chat().completions().create(params))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> {
              assertThat(e.param()).contains("logit_bias");
              assertThat(e.code()).contains("unsupported_parameter");
            });
  }

  @Test
  void chat_unknownModel_isNotFound() {
    ChatCompletionCreateParams params = question().model("gpt-9").build();

    assertThatThrownBy(() -> client.chat().completions().create(params))
        .isInstanceOf(NotFoundException.class);
  }

  private static ChatCompletionCreateParams.Builder question() {
    return ChatCompletionCreateParams.builder()
        .model(DemoGateway.MODEL)
        .maxCompletionTokens(32)
        .addUserMessage(DemoGateway.QUESTION);
  }
}
