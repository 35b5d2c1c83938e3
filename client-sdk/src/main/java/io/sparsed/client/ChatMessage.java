package io.sparsed.client;

import static java.util.Objects.requireNonNull;

/**
 * One turn of a conversation.
 *
 * @param role who said it
 * @param content what was said
 */
public record ChatMessage(Role role, String content) {
  /** Who says something in a conversation. */
  public enum Role {
    /** Instructions to the model, first in the conversation. */
    SYSTEM,
    /** The person that asks. */
    USER,
    /** The model. */
    ASSISTANT
  }

  /** Checks the components. */
  public ChatMessage {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
  }

  /** Instructions to the model. */
  public static ChatMessage system(String content) {
    return new ChatMessage(Role.SYSTEM, content);
  }

  /** What the person says. */
  public static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content);
  }

  /** What the model said. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage(Role.ASSISTANT, content);
  }
}
