package io.sparsed.scheduler.text;

import java.util.List;

/**
 * Thread-safe: turns text and conversations into token ids and token ids into text, as one
 * checkpoint's tokenizer and chat template say. Owns native memory; every method but {@link #close}
 * throws {@link IllegalStateException} once it is closed.
 */
public interface TextCodec extends AutoCloseable {
  /** Stands for a masked position in {@link #decodeMasked}: U+2591, light shade. */
  char MASK_SIGN = '\u2591';

  /**
   * Tokenizes text as it stands, never truncated. Special tokens spelled out in the text are
   * recognized, and those that the tokenizer's post-processor adds are added: the ids of {@code
   * tokenizer(text)['input_ids']} in the published scripts.
   */
  int[] encode(String text);

  /** The text of the tokens, special tokens left out; a broken UTF-8 sequence reads as U+FFFD. */
  String decode(int[] tokenIds);

  /**
   * The text of a canvas that is being denoised: each {@code maskTokenId} becomes one {@link
   * #MASK_SIGN}, each run of tokens between masks is decoded as by {@link #decode}.
   */
  String decodeMasked(int[] tokenIds, int maskTokenId);

  /** Whether the checkpoint brings a chat template. */
  boolean hasChatTemplate();

  /**
   * Renders the conversation with the checkpoint's chat template, up to the point where the
   * assistant answers, and tokenizes the result. The template writes every special token itself, so
   * none is added.
   *
   * @throws ChatTemplateException if there is no template, or it refuses the conversation
   */
  int[] encodeChat(List<ChatTurn> turns) throws ChatTemplateException;

  /** Frees the native tokenizer, once running calls have returned. Closing again does nothing. */
  @Override
  void close();
}
