package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.scheduler.text.jinja.JinjaException;
import io.sparsed.scheduler.text.jinja.JinjaTemplate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Thread-safe: renders conversations as the checkpoint's model was taught to read them. */
final class ChatTemplate {
  private final JinjaTemplate template;
  private final Map<String, Object> fixed;

  private ChatTemplate(JinjaTemplate template, SpecialTokens special) {
    this.template = template;
    Map<String, Object> variables = new HashMap<>(special.byRole());
    variables.put("additional_special_tokens", special.additional());
    variables.put("add_generation_prompt", true);
    this.fixed = Map.copyOf(variables);
  }

  /**
   * The template of chat_template.jinja, or else of tokenizer_config.json; empty where there is
   * none.
   */
  static Optional<ChatTemplate> read(CheckpointFiles files, SpecialTokens special, Clock clock) {
    return files
        .text(FileNames.CHAT_TEMPLATE)
        .or(() -> files.json(FileNames.TOKENIZER_CONFIG).flatMap(ChatTemplate::configured))
        .map(source -> new ChatTemplate(JinjaTemplate.of(source, clock), special));
  }

  /** The text that asks the model for the next turn of the assistant. */
  String render(List<ChatTurn> turns) throws ChatTemplateException {
    Map<String, Object> variables = new HashMap<>(fixed);
    variables.put("messages", turns.stream().map(ChatTemplate::message).toList());
    try {
      return template.render(variables);
    } catch (JinjaException e) {
      throw new ChatTemplateException(e.reason(), e);
    }
  }

  private static Map<String, String> message(ChatTurn turn) {
    return Map.of("role", turn.role(), "content", turn.content());
  }

  /**
   * The {@code chat_template} of tokenizer_config.json: a source, or several of which one is named
   * "default".
   */
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
