package io.sparsed.bench.quality.task;

import io.sparsed.client.ChatMessage;
import java.util.List;

/**
 * A prompt with a known answer.
 *
 * @param kind what is to be done: "single", "tracking"
 * @param length of the canvas that it was made for, in tokens
 * @param index among those of its kind and length, from 0
 * @param messages the conversation to answer, at least one message
 * @param expected what the answer must contain, at least one string
 */
public record Task(
    String kind, int length, int index, List<ChatMessage> messages, List<String> expected) {
  /** Copies the lists; refuses a task that cannot be asked or scored. */
  public Task {
    messages = List.copyOf(messages);
    expected = List.copyOf(expected);
    if (kind.isBlank() || length < 1 || index < 0) {
      throw new IllegalArgumentException("a task has a kind, a length of 1 or more and an index");
    }
    if (messages.isEmpty() || expected.isEmpty()) {
      throw new IllegalArgumentException("a task has messages and expected strings");
    }
  }

  /** Unique in its set. */
  public String id() {
    return length + "/" + kind + "/" + index;
  }

  /** Whether every expected string stands in the answer. */
  public boolean isAnsweredBy(String answer) {
    return expected.stream().allMatch(answer::contains);
  }
}
