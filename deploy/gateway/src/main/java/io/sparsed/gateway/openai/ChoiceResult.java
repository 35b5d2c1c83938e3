package io.sparsed.gateway.openai;

import io.sparsed.client.Answer;
import io.sparsed.client.FinishReason;
import java.util.Optional;

/**
 * A ChoiceResult is a finished choice.
 *
 * @param model id of the model
 * @param fingerprint digest of its checkpoint
 * @param text the answer
 * @param finishReason {@code stop} or {@code length}
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer; those that were finished, if a stop text ended it
 * @param answer the whole generation; empty if a stop text ended it early
 */
record ChoiceResult(
    String model,
    String fingerprint,
    String text,
    String finishReason,
    int promptTokens,
    int completionTokens,
    Optional<Answer> answer) {

  static String name(FinishReason reason) {
    return switch (reason) {
      case EOS, UNKNOWN -> "stop";
      case LENGTH -> "length";
    };
  }
}
