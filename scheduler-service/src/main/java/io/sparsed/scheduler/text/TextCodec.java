package io.sparsed.scheduler.text;

import java.util.List;

/**
 * A TextCodec turns text and conversations into token ids and token ids into text with the
 * tokenizer and chat template of one checkpoint. Thread-safe. Owns native memory; every method but
 * {@link #close} throws {@link IllegalStateException} once it is closed.
 */
public interface TextCodec extends AutoCloseable {
  /** The character for a masked position in {@link #decodeMasked}: U+2591, light shade. */
  char MASK_SIGN = '\u2591';

  /**
   * Returns the token ids of the whole text, as transformers' {@code tokenizer(text)['input_ids']}
   * does. Special tokens spelled out in the text are recognized, and those of the tokenizer's
   * post-processor are added.
   */
  int[] encode(String text);

  /** Returns the text of the tokens, special ones left out; broken UTF-8 becomes U+FFFD. */
  String decode(int[] tokenIds);

  /**
   * Returns the text of a canvas that is being denoised: each {@code maskTokenId} becomes one
   * {@link #MASK_SIGN}, each run of tokens between masks is decoded as by {@link #decode}.
   */
  String decodeMasked(int[] tokenIds, int maskTokenId);

  /** Returns true if the checkpoint has a chat template. */
  boolean hasChatTemplate();

  /**
   * Returns the token ids of a conversation that the chat template rendered up to the assistant's
   * answer. The template writes every special token itself, so none is added.
   *
   * @throws ChatTemplateException if there is no template or it refuses the conversation
   */
  int[] encodeChat(List<ChatTurn> turns) throws ChatTemplateException;

  /** Frees the native tokenizer when running calls have returned. Closing again does nothing. */
  @Override
  void close();
}
