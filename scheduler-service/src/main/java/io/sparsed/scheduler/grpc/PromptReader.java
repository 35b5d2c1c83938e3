package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TooManyTokensException;
import io.sparsed.scheduler.text.UntokenizableException;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.TemplatePart;
import io.sparsed.v1.TemplatePrompt;
import io.sparsed.v1.TokenPrompt;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads and checks the prompt of one request. Not thread-safe.
 *
 * @param lengths numbers of tokens and steps that the request asks for
 */
record PromptReader(Model model, Violations violations, Lengths lengths) {

  /** An Encoding turns a prompt into token ids. */
  @FunctionalInterface
  private interface Encoding {
    int[] ids() throws ChatTemplateException;
  }

  private static final String TOOL = "tool";
  private static final Set<String> ROLES = Set.of("system", "user", "assistant", TOOL);

  /** Returns the prompt as token ids, valid or not; empty if it cannot be tokenized. */
  Optional<ImmutableIntArray> read(GenerateRequest request) {
    return switch (request.getPromptCase()) {
      case TEXT -> text(request.getText());
      case CHAT -> chat(request.getChat());
      case TOKENS -> {
        TokenPrompt prompt = request.getTokens();
        yield tokens(prompt.getTokenIdsList(), prompt.getSlots(), "tokens.token_ids");
      }
      case RESUME -> {
        ResumePrompt prompt = request.getResume();
        yield tokens(prompt.getPromptTokenIdsList(), prompt.getSlots(), "resume.prompt_token_ids");
      }
      case TEMPLATE -> template(request.getTemplate());
      case PROMPT_NOT_SET -> {
        violations.check(false, "prompt", "Give a prompt: text, chat, tokens, template or resume.");
        yield Optional.empty();
      }
    };
  }

  /** Checks that a prompt leaves room for the generation on the longest canvas. */
  void checkFits(GenerateRequest request, ImmutableIntArray prompt) {
    int max = model.maxCanvasLength();
    violations.check(
        !lengths.genLengthFits(max) || prompt.length() + lengths.genLength() <= max,
        request.getPromptCase().name().toLowerCase(Locale.ROOT),
        "Shorten the prompt or gen_length: they have %d and %d tokens, and the canvas holds %d."
            .formatted(prompt.length(), lengths.genLength(), max));
  }

  private Optional<ImmutableIntArray> text(String text) {
    boolean given = violations.check(!text.isEmpty(), "text", "Give a text that is not empty.");
    Optional<TextCodec> codec = codec("text");
    return given
        ? codec.flatMap(tokenizer -> encoded(() -> tokenizer.encode(text, room()), "text"))
        : Optional.empty();
  }

  private Optional<ImmutableIntArray> template(TemplatePrompt template) {
    List<TemplatePart> parts = template.getPartsList();
    boolean valid =
        violations.check(
            !parts.isEmpty() && parts.size() <= room(),
            "template.parts",
            "Give 1 to %d parts, of a token each.".formatted(room()));
    for (int i = 0; i < parts.size(); i++) {
      long count = Integer.toUnsignedLong(parts.get(i).getSlots());
      valid &=
          violations.check(
              parts.get(i).hasText() || (count >= 1 && count <= room()),
              "template.parts[" + i + "]",
              "Give a text, or 1 to %d slots.".formatted(room()));
    }
    long slots =
        parts.stream().mapToLong(part -> Integer.toUnsignedLong(part.getSlots())).sum();
    valid =
        violations.check(
                !valid || slots <= room(),
                "template.parts",
                "Ask for at most %d slots in all.".formatted(room()))
            && valid;
    Optional<TextCodec> codec = codec("template");
    return valid ? codec.flatMap(tokenizer -> filledIn(tokenizer, parts)) : Optional.empty();
  }

  /** Returns the tokens of all parts, slots as mask tokens. */
  private Optional<ImmutableIntArray> filledIn(TextCodec codec, List<TemplatePart> parts) {
    ImmutableIntArray.Builder prompt = ImmutableIntArray.builder();
    for (int i = 0; i < parts.size(); i++) {
      TemplatePart part = parts.get(i);
      boolean isFirst = i == 0;
      Optional<ImmutableIntArray> text =
          part.getText().isEmpty() && !isFirst
              ? Optional.of(ImmutableIntArray.of())
              : encoded(() -> codec.encodePart(part.getText(), isFirst, room()), "template");
      if (text.isEmpty()) {
        return Optional.empty();
      }
      prompt.addAll(text.get());
      IntStream.range(0, part.getSlots()).forEach(_ -> prompt.add(maskToken()));
    }
    ImmutableIntArray ids = prompt.build();
    violations.check(!ids.isEmpty(), "template", "Give a prompt that is not empty.");
    return Optional.of(ids);
  }

  private Optional<ImmutableIntArray> chat(ChatPrompt chat) {
    Optional<TextCodec> codec =
        codec("chat")
            .filter(
                tokenizer ->
                    violations.check(
                        tokenizer.hasChatTemplate() || tokenizer.chatTemplateProblem().isPresent(),
                        "chat",
                        "Send text or tokens: model " + id() + " has no chat template."));
    List<ChatTurn> turns =
        chat.getMessagesList().stream()
            .map(message -> new ChatTurn(message.getRole(), message.getContent()))
            .toList();
    codec.ifPresent(tokenizer -> checkTools(tokenizer, chat, turns));
    List<Map<String, Object>> tools =
        codec
            .filter(TextCodec::usesTools)
            .map(_ -> ToolReader.read(chat.getToolsList(), violations))
            .orElse(List.of());
    return areValid(turns) && tools.size() == chat.getToolsCount()
        ? codec.flatMap(tokenizer -> encoded(() -> encode(tokenizer, turns, chat, tools), "chat"))
        : Optional.empty();
  }

  private void checkTools(TextCodec codec, ChatPrompt chat, List<ChatTurn> turns) {
    violations.check(
        chat.getToolsCount() == 0 || codec.usesTools(),
        "chat.tools",
        "Leave them out: the chat template of model " + id() + " has no tools.");
    int result =
        IntStream.range(0, turns.size())
            .filter(i -> turns.get(i).role().equals(TOOL))
            .findFirst()
            .orElse(-1);
    violations.check(
        result < 0 || codec.hasToolMessages(),
        "chat.messages[" + result + "].role",
        "Leave it out: the chat template of model " + id() + " has no messages of a tool.");
  }

  private boolean areValid(List<ChatTurn> turns) {
    boolean valid =
        violations.check(
            turns.size() >= 1 && turns.size() <= room(),
            "chat.messages",
            turns.isEmpty()
                ? "Give at least one message."
                : "Give at most %d messages, of a token each.".formatted(room()));
    valid &=
        violations.check(
            turns.isEmpty() || turns.stream().anyMatch(turn -> !turn.content().isEmpty()),
            "chat.messages",
            "Give a message that is not empty.");
    for (int i = 0; i < turns.size(); i++) {
      if (!ROLES.contains(turns.get(i).role())) {
        valid =
            violations.check(
                false,
                "chat.messages[" + i + "].role",
                "Choose \"system\", \"user\", \"assistant\" or \"tool\".");
      }
    }
    return valid;
  }

  private int[] encode(
      TextCodec codec, List<ChatTurn> turns, ChatPrompt chat, List<Map<String, Object>> tools)
      throws ChatTemplateException {
    codec.checkFits(
        Stream.concat(turns.stream().map(ChatTurn::content), chat.getToolsList().stream()), room());
    return codec.encodeChat(turns, tools, room());
  }

  /** Returns the tokens of the longest prompt that leaves room for the generation. */
  private int room() {
    int max = model.maxCanvasLength();
    return max - (lengths.genLengthFits(max) ? (int) lengths.genLength() : 1);
  }

  private Optional<ImmutableIntArray> encoded(Encoding prompt, String field) {
    try {
      return tokenized(prompt.ids(), field);
    } catch (TooManyTokensException e) {
      violations.check(false, field, "Shorten the prompt or gen_length: " + e.getMessage() + ".");
    } catch (UntokenizableException e) {
      violations.check(false, field, "Send tokens: the tokenizer refuses it: " + e.getMessage());
    } catch (ChatTemplateException e) {
      violations.check(
          false, field, "Change the conversation: the chat template refuses it: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<TextCodec> codec(String field) {
    return violations.require(
        model.codec(), field, "Send tokens: model " + id() + " has no tokenizer.");
  }

  private Optional<ImmutableIntArray> tokenized(int[] ids, String field) {
    ImmutableIntArray prompt = ImmutableIntArray.copyOf(ids);
    violations.check(
        !prompt.isEmpty() || field.equals("template"), field, "Give a prompt that is not empty.");
    violations.check(
        !prompt.contains(maskToken()),
        field,
        "Remove the mask token: it marks what is to be generated.");
    violations.check(
        prompt.stream().allMatch(id -> id < vocabSize()),
        field,
        "Send tokens: the tokenizer gives an id that the model does not have.");
    return Optional.of(prompt);
  }

  private Optional<ImmutableIntArray> tokens(
      List<Integer> tokens, boolean hasSlots, String field) {
    violations.check(!tokens.isEmpty(), field, "Give at least one token id.");
    ImmutableIntArray ids = ImmutableIntArray.copyOf(tokens);
    int outside =
        IntStream.range(0, ids.length())
            .filter(i -> ids.get(i) < 0 || ids.get(i) >= vocabSize())
            .findFirst()
            .orElse(-1);
    violations.check(
        outside < 0,
        field + "[" + outside + "]",
        "Give ids below " + vocabSize() + ", the vocabulary size of the model.");
    int mask = ids.indexOf(maskToken());
    violations.check(
        mask < 0 || hasSlots,
        field + "[" + mask + "]",
        "Remove the mask token %d, or set slots: it marks what is to be generated."
            .formatted(maskToken()));
    return Optional.of(ids);
  }

  private String id() {
    return Excerpt.of(model.facts().id());
  }

  private int maskToken() {
    return model.facts().maskTokenId();
  }

  private int vocabSize() {
    return model.facts().vocabSize();
  }
}
