package io.sparsed.standalone.cli;

import io.sparsed.client.ChatMessage;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.TokenIds;
import io.sparsed.standalone.prompt.Needle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The prompt that the options ask for.
 *
 * @param prompt what is sent
 * @param needle what the answer should find, where the prompt was made for that
 */
record AskedPrompt(Prompt prompt, Optional<Needle> needle) {
  private static final String STANDARD_INPUT = "-";

  /**
   * Text becomes a chat prompt where the model has a chat template and {@code --raw} is not given.
   *
   * @throws IOException if standard input or the tokenizer cannot be read
   */
  static AskedPrompt of(PromptOptions options, ModelInfo model, Session session, Console console)
      throws IOException {
    if (options.tokenIds != null) {
      return new AskedPrompt(new Prompt.Tokens(TokenIds.of(options.tokenIds)), Optional.empty());
    }
    if (options.made != null) {
      Needle needle = MadePrompts.make(options.made, session, console);
      return new AskedPrompt(textPrompt(options, model, needle.text()), Optional.of(needle));
    }
    String given = Objects.requireNonNull(options.text, "validated");
    String text =
        given.equals(STANDARD_INPUT)
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : given;
    return new AskedPrompt(textPrompt(options, model, text), Optional.empty());
  }

  private static Prompt textPrompt(PromptOptions options, ModelInfo model, String text) {
    if (options.raw || (!model.hasChatTemplate() && options.system == null)) {
      return Prompt.text(text);
    }
    List<ChatMessage> messages = new ArrayList<>();
    IfGiven.accept(options.system, system -> messages.add(ChatMessage.system(system)));
    messages.add(ChatMessage.user(text));
    return new Prompt.Chat(messages);
  }

  /** The token ids that were given. */
  Optional<TokenIds> tokenIds() {
    return prompt instanceof Prompt.Tokens(TokenIds ids) ? Optional.of(ids) : Optional.empty();
  }

  /** Whether the answer has what it should find; empty for a prompt that does not say. */
  Optional<String> verdict(String answer) {
    return needle.map(
        hidden ->
            answer.contains(hidden.answer())
                ? "the needle was found: " + hidden.answer()
                : "the needle was not found: " + hidden.answer());
  }
}
