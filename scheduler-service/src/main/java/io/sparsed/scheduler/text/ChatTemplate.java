package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.scheduler.text.jinja.JinjaException;
import io.sparsed.scheduler.text.jinja.JinjaTemplate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A ChatTemplate renders conversations to text in the form that the checkpoint's model was trained
 * on, with the variables that transformers' {@code apply_chat_template} passes. Thread-safe.
 */
final class ChatTemplate {
  private final JinjaTemplate template;
  private final Map<String, @Nullable Object> constants;

  private ChatTemplate(JinjaTemplate template, SpecialTokens special) {
    this.template = template;
    Map<String, @Nullable Object> variables = new HashMap<>(special.byRole());
    variables.put("additional_special_tokens", special.additional());
    variables.put("add_generation_prompt", true);
    variables.put("tools", null);
    variables.put("documents", null);
    this.constants = variables;
  }

  /** Reads chat_template.jinja or the template in tokenizer_config.json; empty if neither is. */
  static Optional<ChatTemplate> read(CheckpointFiles files, SpecialTokens special, Clock clock) {
    return files
        .text(FileNames.CHAT_TEMPLATE)
        .or(() -> files.json(FileNames.TOKENIZER_CONFIG).flatMap(ChatTemplate::configured))
        .map(source -> new ChatTemplate(JinjaTemplate.of(source, clock), special));
  }

  /** Returns the conversation as text that ends where the assistant's next turn begins. */
  String render(List<ChatTurn> turns) throws ChatTemplateException {
    Map<String, @Nullable Object> variables = new HashMap<>(constants);
    variables.put("messages", turns.stream().map(ChatTemplate::message).toList());
    try {
      return template.render(variables);
    } catch (JinjaException e) {
      if (!e.isRaised()) {
        throw new BrokenTemplateException(e);
      }
      throw new ChatTemplateException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, String> message(ChatTurn turn) {
    return Map.of("role", turn.role(), "content", turn.content());
  }

  /** Returns the template of tokenizer_config.json, or the one that is named "default". */
  private static Optional<String> configured(JsonNode config) {
    JsonNode template = config.path("chat_template");
    if (template.isTextual()) {
      return Optional.of(template.textValue());
    }
    return template
        .valueStream()
        .filter(named -> named.path("name").asText().equals("default"))
        .map(named -> named.path("template").asText())
        .findFirst();
  }
}
