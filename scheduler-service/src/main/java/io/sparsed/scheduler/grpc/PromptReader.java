package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.TemplatePart;
import io.sparsed.v1.TemplatePrompt;
import io.sparsed.v1.TokenPrompt;
import java.util.Arrays;
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

  /** A slot among the ids of a template; the id of the mask token may not come from its texts. */
  private static final int SLOT = -1;

  private static final String TOOL = "tool";
  private static final Set<String> ROLES = Set.of("system", "user", "assistant", TOOL);

  /** Returns the prompt as token ids, valid or not; empty if it cannot be tokenized. */
  Optional<ImmutableIntArray> read(GenerateRequest request) {
    return switch (request.getPromptCase()) {
      case TEXT -> text(request.getText());
      case CHAT -> chat(request.getChat());
      case TOKENS -> {
        TokenPrompt prompt = request.getTokens();
        yield tokenReader().tokens(prompt.getTokenIdsList(), prompt.getSlots(), "tokens.token_ids");
      }
      case RESUME -> {
        ResumePrompt prompt = request.getResume();
        yield tokenReader()
            .tokens(prompt.getPromptTokenIdsList(), prompt.getSlots(), "resume.prompt_token_ids");
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
    Optional<TextCodec> codec = tokenReader().codec("text");
    return given
        ? codec.flatMap(
            tokenizer -> tokenReader().encoded(() -> tokenizer.encode(text, room()), "text"))
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
    long slots = parts.stream().mapToLong(part -> Integer.toUnsignedLong(part.getSlots())).sum();
    valid =
        violations.check(
                !valid || slots <= room(),
                "template.parts",
                "Ask for at most %d slots in all.".formatted(room()))
            && valid;
    Optional<TextCodec> codec = tokenReader().codec("template");
    return valid ? codec.flatMap(tokenizer -> filledIn(tokenizer, parts)) : Optional.empty();
  }

  /** Returns the tokens of all parts, slots as mask tokens. */
  private Optional<ImmutableIntArray> filledIn(TextCodec codec, List<TemplatePart> parts) {
    return tokenReader()
        .encoded(() -> encode(codec, parts), "template")
        .map(ImmutableIntArray::stream)
        .map(
            ids ->
                ImmutableIntArray.copyOf(
                    ids.map(id -> id == SLOT ? model.facts().maskTokenId() : id)));
  }

  private int[] encode(TextCodec codec, List<TemplatePart> parts) {
    codec.checkFits(parts.stream().map(TemplatePart::getText), room());
    IntStream.Builder ids = IntStream.builder();
    for (int i = 0; i < parts.size(); i++) {
      String text = parts.get(i).getText();
      if (i == 0 || !text.isEmpty()) {
        Arrays.stream(codec.encodePart(text, i == 0, room())).forEach(ids);
      }
      IntStream.range(0, parts.get(i).getSlots()).forEach(_ -> ids.add(SLOT));
    }
    return ids.build().toArray();
  }

  private Optional<ImmutableIntArray> chat(ChatPrompt chat) {
    Optional<TextCodec> codec =
        tokenReader()
            .codec("chat")
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
        ? codec.flatMap(
            tokenizer -> tokenReader().encoded(() -> encode(tokenizer, turns, chat, tools), "chat"))
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

  private TokenReader tokenReader() {
    return new TokenReader(model, violations);
  }

  /** Returns the tokens of the longest prompt that leaves room for the generation. */
  private int room() {
    int max = model.maxCanvasLength();
    return max - (lengths.genLengthFits(max) ? (int) lengths.genLength() : 1);
  }

  private String id() {
    return Excerpt.of(model.facts().id());
  }
}
