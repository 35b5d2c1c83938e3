package io.sparsed.scheduler.text;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An AddedToken is a token beside the model's vocabulary, which the tokenizer finds in text before
 * it splits the rest into words. The fields are those of an entry of {@code added_tokens} in
 * tokenizer.json.
 *
 * @param id token id, 0 or more
 * @param content text of the token, not empty
 * @param singleWord true if it is found only between word boundaries
 * @param lstrip true if it takes the white space before it
 * @param rstrip true if it takes the white space after it
 * @param normalized true if it is looked for in normalized text
 * @param special true if it is left out when tokens are decoded
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
    checkArgument(id >= 0 && !content.isEmpty(), "added token '%s' with id %s", content, id);
  }

  /** Returns a token of which only text and id are known, with the flags that transformers sets. */
  static AddedToken plain(int id, String content, boolean special) {
    return new AddedToken(id, content, false, false, false, !special, special);
  }

  /** Reads an entry of {@code added_tokens_decoder} in tokenizer_config.json. */
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

  /** Returns the entry of {@code added_tokens} in tokenizer.json. */
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
