package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A Prompt is the text, the conversation or the tokens that an answer is generated for. */
public sealed interface Prompt {
  /**
   * A Text is tokenized as it stands, without chat template.
   *
   * @param text text to continue or to answer
   */
  record Text(String text) implements Prompt {
    /** Throws if the text is null. */
    public Text {
      requireNonNull(text, "text");
    }
  }

  /**
   * A Chat is a conversation, rendered with the chat template of the model.
   *
   * @param messages turns of the conversation, oldest first, at least one
   */
  record Chat(List<ChatMessage> messages) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /**
   * A Tokens is a prompt that is tokenized already, and the only prompt for a model without
   * tokenizer.
   *
   * @param tokenIds at least one token, none of them the model's mask token
   */
  record Tokens(TokenIds tokenIds) implements Prompt {
    /** Throws if the tokens are null. */
    public Tokens {
      requireNonNull(tokenIds, "tokenIds");
    }
  }

  /** Returns a text that is tokenized as it stands. */
  static Prompt text(String text) {
    return new Text(text);
  }

  /** Returns a conversation, oldest message first. */
  static Prompt chat(ChatMessage... messages) {
    return new Chat(List.of(messages));
  }

  /** Returns token ids that are used as they are. */
  static Prompt tokens(int... tokenIds) {
    return new Tokens(TokenIds.of(tokenIds));
  }
}
