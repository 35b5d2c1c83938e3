package io.sparsed.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's models answer through a scheduler and a worker with the demo model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatModelsTest {
  private static final UserMessage QUESTION = UserMessage.from(DemoServer.QUESTION);

  private DemoServer server;
  private SparseDClient client;
  private SparseDChatModel model;
  private SparseDStreamingChatModel streaming;

  @BeforeAll
  void serve() throws Exception {
    server = new DemoServer();
    client = server.client();
    model = SparseDChatModel.of(client).withDefaults(diffusion(32));
    streaming = SparseDStreamingChatModel.of(client).withDefaults(diffusion(32));
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void chat_question_isAnsweredWithItsUsage() {
    ChatResponse response = model.chat(QUESTION);

    assertThat(response.aiMessage().text()).contains("4821");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.tokenUsage().inputTokenCount()).isPositive();
    assertThat(response.tokenUsage().outputTokenCount()).isBetween(1, 32);
    assertThat(response.modelName()).isEqualTo(client.models().get(0).id());
    assertThat(response.id()).isNotEmpty();
  }

  @Test
  void chat_conversation_isSentWholeAndInOrder() {
    int alone = model.chat(QUESTION).tokenUsage().inputTokenCount();
    ChatResponse response =
        model.chat(
            SystemMessage.from("Answer briefly."),
            UserMessage.from("Hello!"),
            AiMessage.from("Hello!"),
            QUESTION);

    assertThat(response.tokenUsage().inputTokenCount()).isGreaterThan(alone);
  }

  @Test
  void chat_parameters_reachTheModel() {
    ChatResponse cut =
        model.chat(
            ChatRequest.builder()
                .messages(QUESTION)
                .parameters(ChatRequestParameters.builder().maxOutputTokens(1).build())
                .build());

    assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(cut.tokenUsage().outputTokenCount()).isEqualTo(1);
  }

  @Test
  void chat_wrongParameters_areNamed() {
    ChatRequest wrong =
        ChatRequest.builder().messages(QUESTION).temperature(-1.0).maxOutputTokens(0).build();
    ChatRequest elsewhere = ChatRequest.builder().messages(QUESTION).modelName("none").build();
    ChatRequest tools =
        ChatRequest.builder()
            .messages(QUESTION)
            .toolSpecifications(ToolSpecification.builder().name("clock").build())
            .build();

    assertThatThrownBy(() -> model.chat(wrong))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("diffusion.temperature")
        .hasMessageContaining("diffusion.gen_length")
        .hasCauseInstanceOf(io.sparsed.client.InvalidRequestException.class);
    assertThatThrownBy(() -> model.chat(elsewhere)).isInstanceOf(ModelNotFoundException.class);
    assertThatThrownBy(() -> model.chat(tools))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("toolSpecifications");
  }

  @Test
  void stream_question_tellsTheAnswerFromItsBeginning() {
    Handler handler = new Handler(Integer.MAX_VALUE);
    streaming.chat(ChatRequest.builder().messages(QUESTION).build(), handler);

    ChatResponse response = handler.awaitResponse();
    assertThat(String.join("", handler.parts())).isEqualTo(response.aiMessage().text());
    assertThat(handler.parts()).hasSizeGreaterThan(1);
    assertThat(response.aiMessage().text()).isEqualTo(model.chat(QUESTION).aiMessage().text());
    assertThat(response.tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void stream_cancelled_tellsNothingMore() {
    Handler handler = new Handler(1);
    Handler other = new Handler(Integer.MAX_VALUE);
    streaming.chat(ChatRequest.builder().messages(QUESTION).build(), handler);
    handler.awaitCancelled();
    streaming.chat(ChatRequest.builder().messages(QUESTION).build(), other);

    var _ = other.awaitResponse();
    assertThat(handler.parts()).hasSize(1);
    assertThat(handler.ended()).isFalse();
  }

  @Test
  void stream_failure_isTold() {
    try (SparseDClient nobody =
        SparseDClient.builder("127.0.0.1:1").plaintext().retry(RetryPolicy.never()).build()) {
      Handler handler = new Handler(Integer.MAX_VALUE);
      SparseDStreamingChatModel.of(nobody)
          .chat(ChatRequest.builder().messages(QUESTION).build(), handler);

      assertThat(handler.awaitError()).isInstanceOf(InternalServerException.class);
    }
    Handler handler = new Handler(Integer.MAX_VALUE);
    streaming.chat(
        ChatRequest.builder().messages(QUESTION).maxOutputTokens(100_000).build(), handler);
    assertThat(handler.awaitError()).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void example_runs(@TempDir Path folder) throws Exception {
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), "example/src/main/java/Chat.java");
    assertThat(compiled).isZero();
    Process chat =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                "Chat",
                server.target(),
                DemoServer.QUESTION)
            .redirectErrorStream(true)
            .start();

    assertThat(new String(chat.getInputStream().readAllBytes(), UTF_8))
        .contains("4821")
        .contains(" tokens");
    assertThat(chat.waitFor()).isZero();
  }

  private static SparseDChatRequestParameters diffusion(int tokens) {
    return SparseDChatRequestParameters.builder()
        .diffusion(DiffusionOptions.builder().genLength(tokens).build())
        .build();
  }
}
