package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.scheduler.text.jinja.JinjaException;
import io.sparsed.scheduler.text.jinja.JinjaTemplate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A ChatTemplate renders conversations to text in the form that the checkpoint's model was trained
 * on, with the variables that transformers' {@code apply_chat_template} passes. Thread-safe.
 */
final class ChatTemplate {
  private static final int MAX_PROBLEM = 500;
  private static final Pattern USES_TOOLS = Pattern.compile("\\btools\\b");
  private static final Pattern HAS_TOOL_MESSAGES = Pattern.compile("['\"]tool['\"]");
  private static final List<ChatTurn> PROBE = List.of(new ChatTurn("user", "Hello"));

  private final Optional<JinjaTemplate> template;
  private final Map<String, @Nullable Object> constants;
  private final Optional<String> problem;
  private final boolean usesTools;
  private final boolean hasToolMessages;

  private ChatTemplate(String source, SpecialTokens special, Clock clock) {
    Map<String, @Nullable Object> variables = new HashMap<>(special.byRole());
    variables.put("additional_special_tokens", special.additional());
    variables.put("add_generation_prompt", true);
    variables.put("documents", null);
    this.constants = variables;
    this.usesTools = USES_TOOLS.matcher(source).find();
    this.hasToolMessages = HAS_TOOL_MESSAGES.matcher(source).find();
    Optional<JinjaTemplate> compiled = Optional.empty();
    Optional<String> failure = Optional.empty();
    try {
      compiled = Optional.of(JinjaTemplate.of(source, clock));
      compiled.get().render(variables(PROBE, List.of()));
    } catch (JinjaException e) {
      failure = Optional.of(Excerpt.of(String.valueOf(e.getMessage()), MAX_PROBLEM));
      failure = e.isRaised() ? Optional.empty() : failure;
    }
    this.template = compiled;
    this.problem = failure;
  }

  /**
   * Reads chat_template.jinja, chat_template.json or the template in tokenizer_config.json; empty
   * if there is none.
   */
  static Optional<ChatTemplate> read(CheckpointFiles files, SpecialTokens special, Clock clock) {
    return files
        .text(FileNames.CHAT_TEMPLATE)
        .or(() -> files.json(FileNames.CHAT_TEMPLATE_JSON).flatMap(ChatTemplate::configured))
        .or(() -> files.json(FileNames.TOKENIZER_CONFIG).flatMap(ChatTemplate::configured))
        .map(source -> new ChatTemplate(source, special, clock));
  }

  /** Returns why the template cannot even render one short message; empty if it can. */
  Optional<String> problem() {
    return problem;
  }

  /** Returns true if the template shows tools to the model. */
  boolean usesTools() {
    return usesTools;
  }

  /** Returns true if the template knows messages that hold the result of a tool. */
  boolean hasToolMessages() {
    return hasToolMessages;
  }

  /** Returns the conversation as text, without tools. */
  String render(List<ChatTurn> turns) throws ChatTemplateException {
    return render(turns, List.of());
  }

  /**
   * Returns the conversation as text that ends where the assistant's next turn begins.
   *
   * @param tools tools that the assistant may call, each a JSON object's fields
   * @throws ChatTemplateException if the template refuses the conversation
   * @throws BrokenTemplateException if the template cannot be rendered
   */
  String render(List<ChatTurn> turns, List<Map<String, Object>> tools)
      throws ChatTemplateException {
    if (problem.isPresent()) {
      throw new BrokenTemplateException(problem.get());
    }
    try {
      return template.orElseThrow().render(variables(turns, tools));
    } catch (JinjaException e) {
      String message = Excerpt.of(String.valueOf(e.getMessage()), MAX_PROBLEM);
      if (!e.isRaised()) {
        throw new BrokenTemplateException(message);
      }
      throw new ChatTemplateException(message, e);
    }
  }

  private Map<String, @Nullable Object> variables(
      List<ChatTurn> turns, List<Map<String, Object>> tools) {
    Map<String, @Nullable Object> variables = new HashMap<>(constants);
    variables.put("tools", tools.isEmpty() ? null : tools);
    variables.put("messages", turns.stream().map(ChatTemplate::message).toList());
    return variables;
  }

  private static Map<String, String> message(ChatTurn turn) {
    return Map.of("role", turn.role(), "content", turn.content());
  }

  /**
   * Returns the template of a configuration: text, or the one named "default" of an object or a
   * list of named templates, or the only one of them.
   */
  private static Optional<String> configured(JsonNode config) {
    JsonNode template = config.path("chat_template");
    if (template.isTextual()) {
      return Optional.of(template.textValue());
    }
    Map<String, String> named = new HashMap<>();
    if (template.isArray()) {
      template.forEach(
          each -> named.put(each.path("name").asText(), each.path("template").asText()));
    } else {
      template.properties().forEach(each -> named.put(each.getKey(), each.getValue().asText()));
    }
    return named.size() == 1
        ? named.values().stream().findFirst()
        : Optional.ofNullable(named.get("default"));
  }
}
