package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.sparsed.client.Completion;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;

/**
 * A SparseDChatModel answers chats through a {@link SparseDClient}, which stays the caller's to
 * close. Thread-safe.
 */
public final class SparseDChatModel extends ConfiguredModel<SparseDChatModel> implements ChatModel {
  private SparseDChatModel(ModelSettings settings) {
    super(settings);
  }

  /**
   * Returns a model.
   *
   * @param client client to call through
   * @return the model
   */
  public static SparseDChatModel of(SparseDClient client) {
    return new SparseDChatModel(ModelSettings.of(client));
  }

  @Override
  SparseDChatModel copy(ModelSettings changed) {
    return new SparseDChatModel(changed);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    try {
      Completion completion = settings.client().complete(RequestMapper.request(request).build());
      return ResponseMapper.response(completion.accepted(), completion.answer());
    } catch (SparseDException e) {
      throw Failures.map(e);
    }
  }
}
