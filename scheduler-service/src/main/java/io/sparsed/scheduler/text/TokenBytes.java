package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import java.util.stream.Stream;

/** Counts the bytes of texts and the most that a token can stand for. */
final class TokenBytes {

  /** The least bound, since some tokenizers make one token of an unknown word or of blanks. */
  private static final int LEAST = 16;

  /** Unicode normalization makes at most so many bytes one: U+1D400 becomes "A". */
  private static final int NORMALIZED = 4;

  private TokenBytes() {}

  /**
   * Returns the most UTF-8 bytes of text that a token of this tokenizer.json stands for. Byte-level
   * vocabularies write a byte as a character, which has at least one byte.
   */
  static int most(JsonNode tokenizer) {
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    Stream<String> words =
        vocabulary.isObject()
            ? Streams.stream(vocabulary.fieldNames())
            : vocabulary.valueStream().map(piece -> piece.path(0).asText());
    Stream<String> added =
        tokenizer.path("added_tokens").valueStream().map(token -> token.path("content").asText());
    long longest = Stream.concat(words, added).mapToLong(TokenBytes::of).max().orElse(0);
    boolean normalizes = !tokenizer.path("normalizer").isEmpty();
    return Math.toIntExact(Math.max(LEAST, longest) * (normalizes ? NORMALIZED : 1));
  }

  /** Returns the length of a text in UTF-8, half a surrogate pair counted as two bytes. */
  static long of(String text) {
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      bytes += unit < 0x80 ? 0 : unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2;
    }
    return bytes;
  }
}
