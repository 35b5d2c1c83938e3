package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/** The clients of OpenAI's API in LangChain4j and in Spring AI. */
class FrameworkClientsTest {
  private static DemoGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new DemoGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void langChain4j_whole_isAnswered() {
    assertThat(langChain4j().maxTokens(32).build().chat(DemoGateway.QUESTION))
        .isEqualTo(DemoGateway.ANSWER);
  }

  @Test
  void langChain4j_penalty_isAnInvalidRequest() {
    OpenAiChatModel model = langChain4j().presencePenalty(1.0).maxRetries(0).build();

    assertThatThrownBy(() -> model.chat(DemoGateway.QUESTION))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("presence_penalty");
  }

  @Test
  void langChain4j_streamed_addsUpToTheAnswer() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    StringBuilder parts = new StringBuilder();
    OpenAiStreamingChatModel.builder()
        .baseUrl(gateway.url() + "v1")
        .apiKey("any")
        .modelName(DemoGateway.MODEL)
        .maxTokens(32)
        .build()
        .chat(
            DemoGateway.QUESTION,
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String part) {
                parts.append(part);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                answer.complete(response.aiMessage().text());
              }

              @Override
              public void onError(Throwable error) {
                answer.completeExceptionally(error);
              }
            });

    assertThat(answer.get(60, TimeUnit.SECONDS))
        .isEqualTo(DemoGateway.ANSWER)
        .isEqualTo(parts.toString());
  }

  @Test
  void springAi_wholeAndStreamed_areAnswered() {
    var model =
        org.springframework.ai.openai.OpenAiChatModel.builder()
            .options(
                OpenAiChatOptions.builder()
                    .baseUrl(gateway.url() + "v1")
                    .apiKey("any")
                    .model(DemoGateway.MODEL)
                    .maxTokens(32)
                    .build())
            .build();
    Prompt prompt = new Prompt(DemoGateway.QUESTION);

    assertThat(model.call(prompt).getResults())
        .extracting(result -> result.getOutput().getText())
        .containsExactly(DemoGateway.ANSWER);
    String streamed =
        String.join(
            "",
            model.stream(prompt)
                .mapNotNull(response -> response.getResult())
                .mapNotNull(result -> result.getOutput().getText())
                .collectList()
                .block());
    assertThat(streamed).isEqualTo(DemoGateway.ANSWER);
  }

  private static OpenAiChatModel.OpenAiChatModelBuilder langChain4j() {
    return OpenAiChatModel.builder()
        .baseUrl(gateway.url() + "v1")
        .apiKey("any")
        .modelName(DemoGateway.MODEL);
  }
}
