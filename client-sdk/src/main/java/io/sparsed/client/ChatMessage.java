package io.sparsed.client;

import static java.util.Objects.requireNonNull;

/**
 * A ChatMessage is one turn of a conversation.
 *
 * @param role author of the turn
 * @param content text of the turn
 */
public record ChatMessage(Role role, String content) {
  /** A Role names the author of a turn. */
  public enum Role {
    /** Instructions to the model, first in the conversation. */
    SYSTEM,
    /** The person who asks. */
    USER,
    /** The model. */
    ASSISTANT
  }

  /** Throws if a component is null. */
  public ChatMessage {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
  }

  /** Returns instructions to the model. */
  public static ChatMessage system(String content) {
    return new ChatMessage(Role.SYSTEM, content);
  }

  /** Returns a turn of the person who asks. */
  public static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content);
  }

  /** Returns a turn of the model. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage(Role.ASSISTANT, content);
  }
}
