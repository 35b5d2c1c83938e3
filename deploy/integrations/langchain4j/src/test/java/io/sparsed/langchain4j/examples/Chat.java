package io.sparsed.langchain4j.examples;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Preset;
import io.sparsed.client.SparseDClient;
import io.sparsed.langchain4j.SparseDChatModel;
import io.sparsed.langchain4j.SparseDChatRequestParameters;
import java.io.PrintStream;

/** Asks a question through LangChain4j: {@code Chat HOST:PORT QUESTION}. */
public final class Chat {
  private Chat() {}

  /** Runs the example. */
  public static void main(String[] arguments) {
    run(arguments[0], arguments[1], System.out);
  }

  public static void run(String target, String question, PrintStream out) {
    try (SparseDClient client = SparseDClient.builder(target).plaintext().build()) {
      ChatModel model =
          SparseDChatModel.of(client)
              .withDefaults(
                  SparseDChatRequestParameters.builder()
                      .preset(Preset.BALANCED)
                      .diffusion(DiffusionOptions.builder().genLength(32).build())
                      .build());
      ChatResponse response =
          model.chat(SystemMessage.from("Answer briefly."), UserMessage.from(question));
      out.println(response.aiMessage().text());
      out.println(response.tokenUsage().outputTokenCount() + " tokens");
    }
  }
}
