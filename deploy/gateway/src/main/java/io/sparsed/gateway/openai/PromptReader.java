package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.ChatMessage;
import io.sparsed.client.Prompt;
import io.sparsed.client.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads what a request asks: the messages of a chat, or the prompts of completions. */
final class PromptReader {
  private static final String PROMPT = "a string, token ids, or an array of either";

  private PromptReader() {}

  static Prompt chat(Fields request) throws ApiException {
    JsonNode messages = request.take("messages").orElseThrow(() -> request.missing("messages"));
    if (!messages.isArray() || messages.isEmpty()) {
      throw request.wrong("messages", "an array of at least one message");
    }
    List<ChatMessage> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      String name = "messages[%d]".formatted(i);
      if (!(messages.get(i) instanceof ObjectNode message)) {
        throw request.wrong(name, "an object");
      }
      turns.add(message(new Fields(message, name + ".")));
    }
    return Prompt.chat(turns, tools(request));
  }

  /** Returns the tools as the chat template shows them; none if the model may not call any. */
  private static List<String> tools(Fields request) throws ApiException {
    Optional<JsonNode> tools = request.take("tools");
    if (tools.isPresent() && !tools.get().isArray()) {
      throw request.wrong("tools", "an array of objects");
    }
    boolean mayCall = !request.string("tool_choice").orElse("auto").equals("none");
    return tools.filter(_ -> mayCall).stream()
        .flatMap(JsonNode::valueStream)
        .map(JsonNode::toString)
        .toList();
  }

  private static ChatMessage message(Fields fields) throws ApiException {
    String role = fields.string("role").orElseThrow(() -> fields.missing("role"));
    String text = content(fields);
    var _ = fields.take("tool_call_id");
    for (String name : List.of("name", "refusal", "audio", "function_call")) {
      fields.refuse(name, _ -> false, "the chat templates have no place for it");
    }
    fields.refuse("tool_calls", JsonNode::isEmpty, "calls are part of content, as they came");
    fields.refuse("annotations", JsonNode::isEmpty, "the chat templates have no place for it");
    fields.refuseRest();
    return switch (role) {
      case "system", "developer" -> ChatMessage.system(text);
      case "user" -> ChatMessage.user(text);
      case "assistant" -> ChatMessage.assistant(text);
      case "tool" -> ChatMessage.tool(text);
      default -> throw fields.wrong("role", "system, developer, user, assistant or tool");
    };
  }

  private static String content(Fields fields) throws ApiException {
    JsonNode content = fields.take("content").orElseThrow(() -> fields.missing("content"));
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      throw fields.wrong("content", "a string or an array of text parts");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.get(i);
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw fields.wrong("content[%d]".formatted(i), "{\"type\": \"text\", \"text\": …}");
      }
      text.append(part.path("text").textValue());
    }
    return text.toString();
  }

  static List<Prompt> completions(Fields request) throws ApiException {
    JsonNode prompt = request.take("prompt").orElseThrow(() -> request.missing("prompt"));
    boolean isOne = prompt.isTextual() || (prompt.isArray() && prompt.path(0).isNumber());
    if (isOne) {
      return List.of(prompt(request, "prompt", prompt));
    }
    if (!prompt.isArray() || prompt.isEmpty()) {
      throw request.wrong("prompt", PROMPT);
    }
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < prompt.size(); i++) {
      prompts.add(prompt(request, "prompt[%d]".formatted(i), prompt.get(i)));
    }
    return prompts;
  }

  private static Prompt prompt(Fields request, String name, JsonNode node) throws ApiException {
    if (node.isTextual()) {
      return Prompt.text(node.textValue());
    }
    boolean isTokens =
        node.isArray()
            && StreamSupport.stream(node.spliterator(), false)
                .allMatch(
                    id -> id.canConvertToInt() && id.isIntegralNumber() && id.intValue() >= 0);
    if (!isTokens) {
      throw request.wrong(name, PROMPT);
    }
    return Prompt.tokens(
        TokenIds.of(StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue)));
  }
}
