package io.sparsed.bench.quality;

import io.sparsed.client.ChatMessage;
import java.util.List;
import java.util.OptionalInt;

/**
 * A prompt with a known answer.
 *
 * @param kind kind of task: "single", "tracking"
 * @param length canvas length that it was made for, in tokens
 * @param index index among the tasks of its kind and length, from 0
 * @param messages conversation to answer, at least one message
 * @param genLength tokens that its answer needs; empty: as many as the run gives
 * @param expected strings that the answer must contain, at least one
 */
record Task(
    String kind,
    int length,
    int index,
    List<ChatMessage> messages,
    OptionalInt genLength,
    List<String> expected) {
  /** Throws if the task cannot be asked or scored. */
  Task {
    messages = List.copyOf(messages);
    expected = List.copyOf(expected);
    if (kind.isBlank() || length < 1 || index < 0) {
      throw new IllegalArgumentException("a task has a kind, a length of 1 or more and an index");
    }
    if (genLength.orElse(1) < 1) {
      throw new IllegalArgumentException("a task's gen_length is 1 or more");
    }
    if (messages.isEmpty() || expected.isEmpty()) {
      throw new IllegalArgumentException("a task has messages and expected strings");
    }
  }

  /** Returns true if every expected string stands in the answer. */
  boolean isAnsweredBy(String answer) {
    return expected.stream().allMatch(answer::contains);
  }
}
