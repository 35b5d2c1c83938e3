package io.sparsed.client;

import java.util.Locale;

/** A ChatMessage is one turn of a conversation. */
public final class ChatMessage extends WireValue<io.sparsed.v1.ChatMessage> {
  /** A Role names the author of a turn. */
  public enum Role {
    /** Instructions to the model, first in the conversation. */
    SYSTEM,
    /** The person who asks. */
    USER,
    /** The model. */
    ASSISTANT,
    /** A tool that the model called, where its chat template has such turns. */
    TOOL
  }

  ChatMessage(io.sparsed.v1.ChatMessage message) {
    super(message);
  }

  /**
   * Returns a turn.
   *
   * @param role author of the turn
   * @param content text of the turn
   * @return the turn
   */
  public static ChatMessage of(Role role, String content) {
    return new ChatMessage(
        io.sparsed.v1.ChatMessage.newBuilder()
            .setRole(role.name().toLowerCase(Locale.ROOT))
            .setContent(content)
            .build());
  }

  /**
   * Returns instructions to the model.
   *
   * @param content text of the turn
   * @return the turn
   */
  public static ChatMessage system(String content) {
    return of(Role.SYSTEM, content);
  }

  /**
   * Returns a turn of the person who asks.
   *
   * @param content text of the turn
   * @return the turn
   */
  public static ChatMessage user(String content) {
    return of(Role.USER, content);
  }

  /**
   * Returns a turn of the model.
   *
   * @param content text of the turn
   * @return the turn
   */
  public static ChatMessage assistant(String content) {
    return of(Role.ASSISTANT, content);
  }

  /**
   * Returns the result of a tool that the model called.
   *
   * @param content text of the turn
   * @return the turn
   */
  public static ChatMessage tool(String content) {
    return of(Role.TOOL, content);
  }

  /** {@return the author of the turn} */
  public Role role() {
    return Role.valueOf(message.getRole().toUpperCase(Locale.ROOT));
  }

  /** {@return the text of the turn} */
  public String content() {
    return message.getContent();
  }
}
