package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import java.util.List;

/**
 * A SparseDStreamingChatModel answers chats through a {@link SparseDClient}, which stays the
 * caller's to close. A partial response is what the finished beginning of the answer has gained: a
 * diffusion model also fills in later positions, which wait until all before them are filled.
 * Thread-safe.
 */
public final class SparseDStreamingChatModel extends ConfiguredModel<SparseDStreamingChatModel>
    implements StreamingChatModel {
  private SparseDStreamingChatModel(ModelSettings settings) {
    super(settings);
  }

  /**
   * Returns a model.
   *
   * @param client client to call through
   * @return the model
   */
  public static SparseDStreamingChatModel of(SparseDClient client) {
    return new SparseDStreamingChatModel(ModelSettings.of(client));
  }

  @Override
  SparseDStreamingChatModel copy(ModelSettings changed) {
    return new SparseDStreamingChatModel(changed);
  }

  @Override
  public void doChat(ChatRequest chat, StreamingChatResponseHandler handler) {
    try {
      GenerationRequest request =
          RequestMapper.request(chat)
              .response(ResponseOptions.defaults().withTextSnapshots())
              .build();
      List<ModelInfo> models =
          settings.client().models().stream()
              .filter(model -> request.model().map(model.id()::equals).orElse(true))
              .toList();
      StreamedAnswer answer = new StreamedAnswer(models, handler);
      answer.begin(settings.client().stream(request, answer));
    } catch (SparseDException e) {
      handler.onError(Failures.map(e));
    }
  }
}
