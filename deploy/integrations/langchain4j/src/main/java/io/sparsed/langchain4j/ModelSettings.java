package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.sparsed.client.SparseDClient;
import java.util.List;

/**
 * ModelSettings are what both models are made of.
 *
 * @param client client to call through
 * @param defaults parameters of requests that do not set them
 * @param listeners listeners to requests, answers and errors
 */
record ModelSettings(
    SparseDClient client,
    SparseDChatRequestParameters defaults,
    List<ChatModelListener> listeners) {

  ModelSettings {
    listeners = List.copyOf(listeners);
  }

  static ModelSettings of(SparseDClient client) {
    return new ModelSettings(client, SparseDChatRequestParameters.builder().build(), List.of());
  }

  ModelSettings withDefaults(ChatRequestParameters parameters) {
    return new ModelSettings(
        client, SparseDChatRequestParameters.builder().overrideWith(parameters).build(), listeners);
  }

  ModelSettings withListeners(List<ChatModelListener> added) {
    return new ModelSettings(client, defaults, added);
  }
}
