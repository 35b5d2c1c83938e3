package io.sparsed.bench.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.ChatMessage;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * A line of a file of tasks, as JSON.
 *
 * @param task kind of the task
 * @param length canvas length in tokens
 * @param messages conversation to answer
 * @param expected strings that the answer must contain
 */
record TaskLine(String task, int length, List<Turn> messages, List<String> expected) {
  /** A Turn is one message of the conversation. */
  record Turn(ChatMessage.Role role, String content) {
    private ChatMessage message() {
      return ChatMessage.of(role, content);
    }
  }

  /** The only key that a line may lack: tokens that the answer needs. */
  private static final String GEN_LENGTH = "gen_length";

  private static final ObjectMapper READER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * Returns the task of a line.
   *
   * @param nextIndex gives the index of a task of a kind and length
   * @throws IllegalArgumentException if it is no task; the message says why
   */
  static Task parse(String line, ToIntFunction<String> nextIndex) {
    try {
      ObjectNode object = READER.readValue(line, ObjectNode.class);
      OptionalInt genLength =
          object.has(GEN_LENGTH)
              ? OptionalInt.of(object.remove(GEN_LENGTH).asInt())
              : OptionalInt.empty();
      TaskLine read = READER.treeToValue(object, TaskLine.class);
      int index = nextIndex.applyAsInt(read.length + "/" + read.task);
      List<ChatMessage> messages = read.messages.stream().map(Turn::message).toList();
      return new Task(read.task, read.length, index, messages, genLength, read.expected);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no task: " + e.getOriginalMessage(), e);
    }
  }
}
