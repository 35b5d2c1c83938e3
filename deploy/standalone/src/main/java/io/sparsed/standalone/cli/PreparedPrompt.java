package io.sparsed.standalone.cli;

import io.sparsed.client.Answer;
import io.sparsed.client.ChatMessage;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.TokenIds;
import io.sparsed.standalone.failure.FileProblem;
import io.sparsed.standalone.prompt.Needle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PreparedPrompt is the prompt that the options ask for, as it is sent.
 *
 * @param prompt text, conversation or tokens
 * @param template text with free slots; empty if there is none
 * @param needle the fact that the answer should find; empty unless the prompt was made for that
 */
record PreparedPrompt(Prompt prompt, Optional<SlotTemplate> template, Optional<Needle> needle) {
  private static final String STANDARD_INPUT = "-";

  /**
   * Prepares the prompt. Text becomes a conversation if the model has a chat template and {@code
   * --raw} is not given.
   *
   * @throws IOException if standard input or the tokenizer cannot be read
   */
  static PreparedPrompt of(PromptOptions options, ModelInfo model, Session session, Console console)
      throws IOException {
    if (!options.tokenIds.isEmpty()) {
      return plain(Prompt.tokens(TokenIds.of(options.tokenIds)));
    }
    if (options.synthetic.isPresent()) {
      Needle needle = SyntheticPrompts.make(options.synthetic.get(), session, console);
      return new PreparedPrompt(
          textPrompt(options, model, needle.text()), Optional.empty(), Optional.of(needle));
    }
    String given = options.text.orElseThrow();
    String text =
        given.equals(STANDARD_INPUT)
            ? FileProblem.named("read", Path.of("standard input"), PreparedPrompt::standardInput)
            : given;
    if (options.template) {
      SlotTemplate template = new SlotTemplate(text);
      return new PreparedPrompt(template.prompt(), Optional.of(template), Optional.empty());
    }
    return plain(textPrompt(options, model, text));
  }

  private static PreparedPrompt plain(Prompt prompt) {
    return new PreparedPrompt(prompt, Optional.empty(), Optional.empty());
  }

  private static String standardInput() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(System.in.readAllBytes());
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private static Prompt textPrompt(PromptOptions options, ModelInfo model, String text) {
    boolean needsChat = options.system.isPresent() || !options.tools.isEmpty();
    if (options.raw || (!model.hasChatTemplate() && !needsChat)) {
      return Prompt.text(text);
    }
    List<ChatMessage> messages = new ArrayList<>();
    options.system.map(ChatMessage::system).ifPresent(messages::add);
    messages.add(ChatMessage.user(text));
    return Prompt.chat(messages, options.tools);
  }

  /** Returns the token ids of {@code --prompt-ids}; empty if that is not given. */
  Optional<TokenIds> tokenIds() {
    return prompt.tokenIds();
  }

  /** Returns the text of an answer, behind the filled template if there is one. */
  String shown(Answer answer) {
    return template.map(each -> each.filled(answer.slots())).orElse("") + answer.text();
  }

  /** Returns a line that tells whether the answer found the needle; empty without needle. */
  Optional<String> verdict(String answer) {
    return needle.map(
        hidden ->
            answer.contains(hidden.answer())
                ? "the needle was found: " + hidden.answer()
                : "the needle was not found: " + hidden.answer());
  }
}
