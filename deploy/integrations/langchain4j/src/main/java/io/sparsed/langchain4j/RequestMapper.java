package io.sparsed.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import io.sparsed.client.ChatMessage;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.Prompt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps LangChain4j's requests to those of the client. */
final class RequestMapper {
  private RequestMapper() {}

  /**
   * Returns the request.
   *
   * @throws UnsupportedFeatureException if it asks for what a diffusion model does not do
   */
  static GenerationRequest.Builder request(ChatRequest request) {
    ChatRequestParameters parameters = request.parameters();
    refuse(parameters);
    List<ChatMessage> turns = request.messages().stream().map(RequestMapper::turn).toList();
    GenerationRequest.Builder mapped = GenerationRequest.builder(Prompt.chat(turns));
    DiffusionOptions.Builder diffusion = DiffusionOptions.builder();
    if (parameters instanceof SparseDChatRequestParameters own) {
      diffusion = own.diffusion().map(DiffusionOptions::toBuilder).orElse(diffusion);
      own.preset().ifPresent(mapped::preset);
      own.sparse().ifPresent(mapped::sparse);
      own.priority().ifPresent(mapped::priority);
      own.deadline().ifPresent(mapped::deadline);
    }
    Optional.ofNullable(parameters.modelName()).ifPresent(mapped::model);
    Optional.ofNullable(parameters.maxOutputTokens()).ifPresent(diffusion::genLength);
    Optional.ofNullable(parameters.temperature()).ifPresent(diffusion::temperature);
    Optional.ofNullable(parameters.topP()).ifPresent(diffusion::topP);
    Optional.ofNullable(parameters.topK()).ifPresent(diffusion::topK);
    return mapped.diffusion(diffusion.build());
  }

  private static ChatMessage turn(dev.langchain4j.data.message.ChatMessage message) {
    if (message instanceof SystemMessage system) {
      return ChatMessage.system(system.text());
    }
    if (message instanceof UserMessage user && user.hasSingleText()) {
      return ChatMessage.user(user.singleText());
    }
    if (message instanceof AiMessage answer && !answer.hasToolExecutionRequests()) {
      return ChatMessage.assistant(Optional.ofNullable(answer.text()).orElse(""));
    }
    throw new UnsupportedFeatureException(
        "messages are texts of system, user and assistant; got " + message.type());
  }

  private static void refuse(ChatRequestParameters parameters) {
    refuse("frequencyPenalty", parameters.frequencyPenalty());
    refuse("presencePenalty", parameters.presencePenalty());
    refuse("stopSequences", parameters.stopSequences());
    refuse("toolSpecifications", parameters.toolSpecifications());
    refuse("toolChoice", parameters.toolChoice());
    ResponseFormat format = parameters.responseFormat();
    refuse("responseFormat", ResponseFormat.TEXT.equals(format) ? null : format);
  }

  private static void refuse(String name, @Nullable Object value) {
    boolean isUnset = value == null || (value instanceof List<?> values && values.isEmpty());
    if (!isUnset) {
      throw new UnsupportedFeatureException("a diffusion model has no " + name + ": leave it out");
    }
  }
}
