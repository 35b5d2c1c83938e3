package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.sparsed.client.Completion;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import java.util.List;

/**
 * A SparseDChatModel answers chats through a {@link SparseDClient}, which stays the caller's to
 * close. Thread-safe.
 */
public final class SparseDChatModel implements ChatModel {
  private final ModelSettings settings;

  private SparseDChatModel(ModelSettings settings) {
    this.settings = settings;
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

  /**
   * Returns a copy with parameters for requests that do not set them.
   *
   * @param parameters parameters, perhaps {@link SparseDChatRequestParameters}
   * @return the copy
   */
  public SparseDChatModel withDefaults(ChatRequestParameters parameters) {
    return new SparseDChatModel(settings.withDefaults(parameters));
  }

  /**
   * Returns a copy with listeners.
   *
   * @param listeners listeners to requests, answers and errors
   * @return the copy
   */
  public SparseDChatModel withListeners(List<ChatModelListener> listeners) {
    return new SparseDChatModel(settings.withListeners(listeners));
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

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return settings.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return settings.listeners();
  }
}
