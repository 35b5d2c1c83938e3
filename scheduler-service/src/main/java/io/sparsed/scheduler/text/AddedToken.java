package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A token that stands beside the model's vocabulary and is found in text before anything else is
 * done with it.
 *
 * @param id token id
 * @param content its text
 * @param singleWord found only between word boundaries
 * @param lstrip takes the white space before it
 * @param rstrip takes the white space after it
 * @param normalized looked for in normalized text
 * @param special left out when tokens are decoded
 */
record AddedToken(
    int id,
    String content,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized,
    boolean special) {
  AddedToken {
    if (id < 0 || content.isEmpty()) {
      throw new IllegalArgumentException("added token '%s' with id %d".formatted(content, id));
    }
  }

  /** As transformers adds a token of which only text and id are known. */
  static AddedToken plain(int id, String content, boolean special) {
    return new AddedToken(id, content, false, false, false, !special, special);
  }

  /** From an entry of {@code added_tokens_decoder}. */
  static AddedToken of(int id, JsonNode entry) {
    boolean special = entry.path("special").asBoolean(false);
    return new AddedToken(
        id,
        entry.path("content").asText(),
        entry.path("single_word").asBoolean(false),
        entry.path("lstrip").asBoolean(false),
        entry.path("rstrip").asBoolean(false),
        entry.path("normalized").asBoolean(!special),
        special);
  }

  /** As an entry of {@code added_tokens} in tokenizer.json. */
  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", singleWord)
        .put("lstrip", lstrip)
        .put("rstrip", rstrip)
        .put("normalized", normalized)
        .put("special", special);
  }
}
