package io.sparsed.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.Usage;

/** Maps answers of the client to those of LangChain4j. */
final class ResponseMapper {
  private ResponseMapper() {}

  static ChatResponse response(Event.Accepted accepted, Answer answer) {
    Usage usage = answer.usage();
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(answer.text()))
        .metadata(
            ChatResponseMetadata.builder()
                .id(accepted.requestId())
                .modelName(accepted.model())
                .tokenUsage(new TokenUsage(usage.promptTokens(), usage.completionTokens()))
                .finishReason(finishReason(answer))
                .build())
        .build();
  }

  private static FinishReason finishReason(Answer answer) {
    return switch (answer.finishReason()) {
      case EOS -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
      case UNKNOWN -> FinishReason.OTHER;
    };
  }
}
