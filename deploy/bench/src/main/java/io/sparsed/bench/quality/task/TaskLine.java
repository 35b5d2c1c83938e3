package io.sparsed.bench.quality.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.client.ChatMessage;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.StreamSupport;

/** A task as JSON: {@code {"task", "length", "messages": [{"role", "content"}], "expected"}}. */
final class TaskLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TaskLine() {}

  /**
   * Reads a line.
   *
   * @param nextIndex the index of a task of a kind and length
   * @throws IllegalArgumentException if it is no task; the message says why
   */
  static Task parse(String line, ToIntFunction<String> nextIndex) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
    String kind = text(json, "task");
    int length = json.path("length").asInt();
    List<ChatMessage> messages =
        items(json, "messages").stream()
            .map(each -> new ChatMessage(role(text(each, "role")), text(each, "content")))
            .toList();
    List<String> expected = items(json, "expected").stream().map(JsonNode::asText).toList();
    return new Task(kind, length, nextIndex.applyAsInt(length + "/" + kind), messages, expected);
  }

  private static ChatMessage.Role role(String name) {
    return switch (name) {
      case "system" -> ChatMessage.Role.SYSTEM;
      case "user" -> ChatMessage.Role.USER;
      case "assistant" -> ChatMessage.Role.ASSISTANT;
      default ->
          throw new IllegalArgumentException("'role' must be system, user or assistant: " + name);
    };
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("'" + field + "' must be a string");
    }
    return json.path(field).asText();
  }

  private static List<JsonNode> items(JsonNode json, String field) {
    if (!json.path(field).isArray()) {
      throw new IllegalArgumentException("'" + field + "' must be a list");
    }
    return StreamSupport.stream(json.path(field).spliterator(), false).toList();
  }
}
