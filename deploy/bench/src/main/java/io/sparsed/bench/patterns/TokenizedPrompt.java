package io.sparsed.bench.patterns;

import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.TextCodec;
import java.util.List;
import java.util.Optional;

/**
 * A prompt in tokens.
 *
 * @param tokenIds token ids, template and special tokens included
 * @param expected what a right answer contains, where that is known
 */
record TokenizedPrompt(int[] tokenIds, Optional<String> expected) {
  /**
   * Tokenizes a text.
   *
   * @param isRaw leave out the chat template
   * @throws ChatTemplateException if the template refuses the text
   */
  static TokenizedPrompt of(String text, Optional<String> expected, TextCodec codec, boolean isRaw)
      throws ChatTemplateException {
    int[] ids =
        isRaw || !codec.hasChatTemplate()
            ? codec.encode(text)
            : codec.encodeChat(List.of(new ChatTurn("user", text)));
    return new TokenizedPrompt(ids, expected);
  }

  /** Returns the length in tokens. */
  int length() {
    return tokenIds.length;
  }
}
