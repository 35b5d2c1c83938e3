package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.GenerateRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads and checks the prompt of one request. Not thread-safe. */
final class PromptReader {

  private static final Set<String> ROLES = Set.of("system", "user", "assistant");

  private final Model model;
  private final Violations violations;

  PromptReader(Model model, Violations violations) {
    this.model = model;
    this.violations = violations;
  }

  /** Returns the field path of the request's prompt, "text" for example. */
  static String field(GenerateRequest request) {
    return request.getPromptCase() == GenerateRequest.PromptCase.PROMPT_NOT_SET
        ? "prompt"
        : request.getPromptCase().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the prompt as token ids, valid or not; empty if it cannot be tokenized. */
  Optional<IntSequence> read(GenerateRequest request) {
    return switch (request.getPromptCase()) {
      case TEXT -> text(request.getText());
      case CHAT -> chat(request.getChat());
      case TOKENS -> tokens(request.getTokens().getTokenIdsList(), "tokens.token_ids");
      case RESUME -> tokens(request.getResume().getPromptTokenIdsList(), "resume.prompt_token_ids");
      case PROMPT_NOT_SET -> {
        violations.check(false, "prompt", "Give a prompt: text, chat, tokens or resume.");
        yield Optional.empty();
      }
    };
  }

  private Optional<IntSequence> text(String text) {
    boolean given = violations.check(!text.isEmpty(), "text", "Give a text that is not empty.");
    Optional<TextCodec> codec = codec("text");
    return given
        ? codec.flatMap(tokenizer -> tokenized(tokenizer.encode(text), "text"))
        : Optional.empty();
  }

  private Optional<IntSequence> chat(ChatPrompt chat) {
    boolean valid =
        violations.check(
            chat.getMessagesCount() > 0, "chat.messages", "Give at least one message.");
    for (int i = 0; i < chat.getMessagesCount(); i++) {
      valid &=
          violations.check(
              ROLES.contains(chat.getMessages(i).getRole()),
              "chat.messages[" + i + "].role",
              "Choose \"system\", \"user\" or \"assistant\".");
    }
    Optional<TextCodec> codec =
        codec("chat")
            .filter(
                tokenizer ->
                    violations.check(
                        tokenizer.hasChatTemplate(),
                        "chat",
                        "Send text or tokens: model " + id() + " has no chat template."));
    return valid ? codec.flatMap(tokenizer -> rendered(tokenizer, chat)) : Optional.empty();
  }

  private Optional<IntSequence> rendered(TextCodec codec, ChatPrompt chat) {
    List<ChatTurn> turns =
        chat.getMessagesList().stream()
            .map(message -> new ChatTurn(message.getRole(), message.getContent()))
            .toList();
    try {
      return tokenized(codec.encodeChat(turns), "chat");
    } catch (ChatTemplateException e) {
      violations.check(
          false,
          "chat",
          "Change the conversation: the chat template refuses it: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<TextCodec> codec(String field) {
    violations.check(
        model.codec().isPresent(), field, "Send tokens: model " + id() + " has no tokenizer.");
    return model.codec();
  }

  private Optional<IntSequence> tokenized(int[] ids, String field) {
    IntSequence prompt = IntSequence.of(ids);
    violations.check(!prompt.isEmpty(), field, "Give a prompt that is not empty.");
    violations.check(
        prompt.indexOf(maskToken()) < 0,
        field,
        "Remove the mask token: it marks what is to be generated.");
    violations.check(
        prompt.stream().allMatch(id -> id < vocabSize()),
        field,
        "Send tokens: the tokenizer gives an id that the model does not have.");
    return Optional.of(prompt);
  }

  private Optional<IntSequence> tokens(List<Integer> tokens, String field) {
    violations.check(!tokens.isEmpty(), field, "Give at least one token id.");
    IntSequence ids = IntSequence.of(tokens.stream().mapToInt(id -> id).toArray());
    int outside =
        IntStream.range(0, ids.size())
            .filter(i -> ids.get(i) < 0 || ids.get(i) >= vocabSize())
            .findFirst()
            .orElse(-1);
    violations.check(
        outside < 0,
        field + "[" + outside + "]",
        "Give ids below " + vocabSize() + ", the vocabulary size of the model.");
    int mask = ids.indexOf(maskToken());
    violations.check(
        mask < 0,
        field + "[" + mask + "]",
        "Remove the mask token " + maskToken() + ": it marks what is to be generated.");
    return Optional.of(ids);
  }

  private String id() {
    return model.facts().id();
  }

  private int maskToken() {
    return model.facts().maskTokenId();
  }

  private int vocabSize() {
    return model.facts().vocabSize();
  }
}
