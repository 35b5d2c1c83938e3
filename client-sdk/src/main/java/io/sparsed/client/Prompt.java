package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What an answer is generated to. */
public sealed interface Prompt {
  /**
   * Text that is tokenized as it stands, without chat template.
   *
   * @param text the text
   */
  record Text(String text) implements Prompt {
    /** Checks the component. */
    public Text {
      requireNonNull(text, "text");
    }
  }

  /**
   * A conversation, rendered with the chat template of the model.
   *
   * @param messages oldest first, at least one
   */
  record Chat(List<ChatMessage> messages) implements Prompt {
    /** Copies the list. */
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Token ids that are used as they are; the only prompt for a model without tokenizer.
   *
   * @param tokenIds at least one, without the mask token of the model
   */
  record Tokens(TokenIds tokenIds) implements Prompt {
    /** Checks the component. */
    public Tokens {
      requireNonNull(tokenIds, "tokenIds");
    }
  }

  /** Text that is tokenized as it stands. */
  static Prompt text(String text) {
    return new Text(text);
  }

  /** A conversation, oldest message first. */
  static Prompt chat(ChatMessage... messages) {
    return new Chat(List.of(messages));
  }

  /** Token ids that are used as they are. */
  static Prompt tokens(int... tokenIds) {
    return new Tokens(TokenIds.of(tokenIds));
  }
}
