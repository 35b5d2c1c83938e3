package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import java.util.Set;
import java.util.stream.Stream;

/** Counts the bytes of texts and the most that a token can stand for. */
final class TokenBytes {

  /** The number for tokenizers that leave out text, so that any text may have few tokens. */
  static final long ANY = Long.MAX_VALUE;

  /** The least bound, since some tokenizers make one token of an unknown word or of blanks. */
  private static final int LEAST = 16;

  /**
   * Unicode normalization makes at most so many bytes one: U+1D400 becomes "A". NFC alone makes
   * three one, as of Hangul.
   */
  private static final int NORMALIZED = 4;

  private static final Set<String> NORMALIZERS =
      Set.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Prepend", "ByteLevel");

  private TokenBytes() {}

  /**
   * Returns the most UTF-8 bytes of text that a token of this tokenizer.json stands for, or {@link
   * #ANY}. Byte-level vocabularies write a byte as a character, which has at least one byte.
   */
  static long most(JsonNode tokenizer) {
    if (leavesOut(tokenizer)) {
      return ANY;
    }
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    Stream<String> words =
        vocabulary.isObject()
            ? Streams.stream(vocabulary.fieldNames())
            : vocabulary.valueStream().map(piece -> piece.path(0).asText());
    Stream<String> added =
        tokenizer.path("added_tokens").valueStream().map(token -> token.path("content").asText());
    long longest = Stream.concat(words, added).mapToLong(TokenBytes::of).max().orElse(0);
    boolean normalizes = !tokenizer.path("normalizer").isEmpty();
    return Math.max(LEAST, longest) * (normalizes ? NORMALIZED : 1);
  }

  /** Returns true if a token takes blanks beside it, or normalization leaves out text. */
  private static boolean leavesOut(JsonNode tokenizer) {
    JsonNode normalizer = tokenizer.path("normalizer");
    Stream<JsonNode> steps =
        normalizer.has("normalizers")
            ? normalizer.path("normalizers").valueStream()
            : Stream.of(normalizer);
    Stream<JsonNode> added = tokenizer.path("added_tokens").valueStream();
    return added.anyMatch(
            token -> token.path("lstrip").asBoolean() || token.path("rstrip").asBoolean())
        || !steps.allMatch(TokenBytes::keepsText);
  }

  private static boolean keepsText(JsonNode normalizer) {
    String type = normalizer.path("type").asText();
    String replaced = normalizer.path("pattern").path("String").asText();
    return normalizer.isEmpty()
        || NORMALIZERS.contains(type)
        || (type.equals("Replace")
            && !replaced.isEmpty()
            && of(replaced) <= of(normalizer.path("content").asText()));
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
