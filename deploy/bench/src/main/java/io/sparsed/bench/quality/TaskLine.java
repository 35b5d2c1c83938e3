package io.sparsed.bench.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparsed.client.ChatMessage;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A line of a file of tasks, as JSON.
 *
 * @param task kind of the task
 * @param length canvas length in tokens
 * @param messages conversation to answer
 * @param expected strings that the answer must contain
 */
record TaskLine(String task, int length, List<ChatMessage> messages, List<String> expected) {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build()
          .readerFor(TaskLine.class);

  /**
   * Returns the task of a line.
   *
   * @param nextIndex gives the index of a task of a kind and length
   * @throws IllegalArgumentException if it is no task; the message says why
   */
  static Task parse(String line, ToIntFunction<String> nextIndex) {
    try {
      TaskLine read = READER.readValue(line);
      int index = nextIndex.applyAsInt(read.length + "/" + read.task);
      return new Task(read.task, read.length, index, read.messages, read.expected);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no task: " + e.getOriginalMessage(), e);
    }
  }
}
