package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sparsed.worker.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the mask token of a checkpoint whose {@code config.json} names none: it is what the
 * tokenizer files call their mask token, or else what its architecture is known to use.
 */
final class MaskToken {
  private static final long MAX_BYTES = 100_000_000;

  private MaskToken() {}

  /** Returns a model that has a mask token, where one is to be found. */
  static ModelSpec complete(ModelSpec spec, Path folder) throws IOException {
    if (spec.maskToken().isPresent()) {
      return spec;
    }
    var found = ofTokenizer(folder);
    try {
      return spec.withMaskToken(found.isPresent() ? found : spec.architecture().maskToken());
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("the tokenizer's mask token: " + e.getMessage());
    }
  }

  private static OptionalInt ofTokenizer(Path folder) throws IOException {
    var named = Optional.<String>empty();
    var ids = new HashMap<String, Integer>();
    for (var file : List.of("tokenizer_config.json", "special_tokens_map.json")) {
      var json = object(folder.resolve(file));
      named = named.or(() -> text(json.path("mask_token")));
      for (var added : json.path("added_tokens_decoder").properties()) {
        text(added.getValue()).ifPresent(text -> putId(ids, text, added.getKey()));
      }
    }
    for (var added : object(folder.resolve("added_tokens.json")).properties()) {
      putId(ids, added.getKey(), added.getValue().asText());
    }
    if (named.isPresent() && !ids.containsKey(named.get())) {
      putAddedTokens(ids, folder.resolve("tokenizer.json"));
    }
    var id = named.map(ids::get);
    return id.isPresent() ? OptionalInt.of(id.get()) : OptionalInt.empty();
  }

  private static JsonNode object(Path path) throws IOException {
    return Files.isRegularFile(path)
        ? CheckedJson.read(path, MAX_BYTES, CheckedJson::object)
        : MissingNode.getInstance();
  }

  /** Returns the text of a token, which stands alone or in an object. */
  private static Optional<String> text(JsonNode token) {
    var text = token.isObject() ? token.path("content") : token;
    return text.isTextual() ? Optional.of(text.asText()) : Optional.empty();
  }

  private static void putId(Map<String, Integer> ids, String token, String id) {
    if (id.matches("[0-9]{1,8}")) {
      ids.put(token, Integer.valueOf(id));
    }
  }

  /** Reads the added tokens of {@code tokenizer.json}, and skips the rest. */
  private static void putAddedTokens(Map<String, Integer> ids, Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return;
    }
    var added =
        CheckedJson.read(
            path,
            MAX_BYTES,
            json -> {
              JsonNode found = MissingNode.getInstance();
              while (json.nextToken() != JsonToken.END_OBJECT) {
                boolean isWanted = json.currentName().equals("added_tokens");
                json.nextToken();
                if (isWanted) {
                  found = CheckedJson.object(json);
                } else {
                  json.skipChildren();
                }
              }
              return found;
            });
    for (var token : added) {
      text(token).ifPresent(text -> putId(ids, text, token.path("id").asText()));
    }
  }
}
