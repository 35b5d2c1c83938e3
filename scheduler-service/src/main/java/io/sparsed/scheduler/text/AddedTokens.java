package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the tokens that a checkpoint adds to its vocabulary, as transformers reads them. */
final class AddedTokens {
  private AddedTokens() {}

  /** Returns the {@code added_tokens_decoder} of tokenizer_config.json by id, or an empty map. */
  static Map<Integer, AddedToken> declared(CheckpointFiles files) {
    Map<Integer, AddedToken> tokens = new TreeMap<>();
    JsonNode declared =
        files.jsonOrMissing(FileNames.TOKENIZER_CONFIG).path("added_tokens_decoder");
    for (Map.Entry<String, JsonNode> entry : declared.properties()) {
      AddedToken token = declared(entry.getKey(), entry.getValue());
      tokens.put(token.id(), token);
    }
    return tokens;
  }

  /**
   * Returns all added tokens in the order of their ids: those of {@link #declared}, those of
   * added_tokens.json, which holds ids only, and the special tokens that are words of the
   * vocabulary.
   */
  static List<AddedToken> all(
      CheckpointFiles files, JsonNode vocabulary, Set<String> specialTexts) {
    Map<Integer, AddedToken> tokens = declared(files);
    JsonNode added = files.jsonOrMissing(FileNames.ADDED_TOKENS);
    for (Map.Entry<String, JsonNode> entry : added.properties()) {
      int id = id(FileNames.ADDED_TOKENS, entry.getValue());
      boolean special = specialTexts.contains(entry.getKey());
      tokens.putIfAbsent(id, AddedToken.plain(id, entry.getKey(), special));
    }
    for (String text : specialTexts) {
      if (vocabulary.has(text)) {
        int id = id(FileNames.VOCAB, vocabulary.get(text));
        tokens.putIfAbsent(id, AddedToken.plain(id, text, true));
      }
    }
    return List.copyOf(tokens.values());
  }

  private static AddedToken declared(String id, JsonNode entry) {
    if (!id.matches("\\d{1,9}") || entry.path("content").asText().isEmpty()) {
      throw new TokenizerFileException(
          FileNames.TOKENIZER_CONFIG,
          "added_tokens_decoder has no token text under id '" + id + "'");
    }
    return AddedToken.of(Integer.parseInt(id), entry);
  }

  private static int id(String file, JsonNode value) {
    if (!value.isInt() || value.intValue() < 0) {
      throw new TokenizerFileException(file, "a token id was expected, found " + value);
    }
    return value.intValue();
  }
}
