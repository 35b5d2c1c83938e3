package io.sparsed.scheduler.text;

import java.util.Objects;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: "system", "user" or "assistant"; others are for the chat template to
 *     judge
 * @param content what was said, taken as text and never as template code
 */
public record ChatTurn(String role, String content) {
  /** Refuses null. */
  public ChatTurn {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }
}
