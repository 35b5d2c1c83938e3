import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** Streams an answer with OpenAI's client for Java: {@code OpenAi BASE_URL QUESTION}. */
public final class OpenAi {
  private OpenAi() {}

  /** Runs the example. */
  public static void main(String[] arguments) {
    OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(arguments[0]).apiKey("any").build();
    ChatCompletionCreateParams request =
        ChatCompletionCreateParams.builder()
            .model("demo")
            .addUserMessage(arguments[1])
            .maxCompletionTokens(32)
            .putAdditionalBodyProperty("preset", JsonValue.from("fast"))
            .build();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(request)) {
      chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream())
          .forEach(System.out::print);
    }
    System.out.println();
    client.close();
  }
}
