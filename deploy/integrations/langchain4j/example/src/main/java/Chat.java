import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Preset;
import io.sparsed.client.SparseDClient;
import io.sparsed.langchain4j.SparseDChatModel;
import io.sparsed.langchain4j.SparseDChatRequestParameters;

/** Asks a question through LangChain4j: {@code Chat HOST:PORT QUESTION}. */
public final class Chat {
  private Chat() {}

  /** Runs the example. */
  public static void main(String[] arguments) {
    try (SparseDClient client = SparseDClient.builder(arguments[0]).plaintext().build()) {
      ChatModel model =
          SparseDChatModel.of(client)
              .withDefaults(
                  SparseDChatRequestParameters.builder()
                      .preset(Preset.BALANCED)
                      .diffusion(DiffusionOptions.builder().genLength(32).build())
                      .build());
      ChatResponse response =
          model.chat(SystemMessage.from("Answer briefly."), UserMessage.from(arguments[1]));
      System.out.println(response.aiMessage().text());
      System.out.println(response.tokenUsage().outputTokenCount() + " tokens");
    }
  }
}
