package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;

/**
 * A ConfiguredModel is what both models share: their settings, and the copies that change them.
 *
 * @param <M> type of the model
 */
abstract class ConfiguredModel<M> {
  final ModelSettings settings;

  ConfiguredModel(ModelSettings settings) {
    this.settings = settings;
  }

  abstract M copy(ModelSettings changed);

  /**
   * Returns a copy with parameters for requests that do not set them.
   *
   * @param parameters parameters, perhaps {@link SparseDChatRequestParameters}
   * @return the copy
   */
  public M withDefaults(ChatRequestParameters parameters) {
    return copy(settings.withDefaults(parameters));
  }

  /**
   * Returns a copy with listeners.
   *
   * @param listeners listeners to requests, answers and errors
   * @return the copy
   */
  public M withListeners(List<ChatModelListener> listeners) {
    return copy(settings.withListeners(listeners));
  }

  /** {@return the parameters of requests that do not set them} */
  public ChatRequestParameters defaultRequestParameters() {
    return settings.defaults();
  }

  /** {@return the listeners to requests, answers and errors} */
  public List<ChatModelListener> listeners() {
    return settings.listeners();
  }
}
