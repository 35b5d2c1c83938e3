package io.sparsed.scheduler.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Reads tokenizer files as text or JSON; {@link TokenizerFileException} names a broken one. */
record CheckpointFiles(Map<String, byte[]> files) {
  private static final ObjectMapper JSON = new ObjectMapper(TokenizerLimits.json());

  CheckpointFiles {
    files = Map.copyOf(files);
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  /** Returns a file as text; empty if there is none. */
  Optional<String> text(String name) {
    return Optional.ofNullable(files.get(name)).map(bytes -> decode(name, bytes));
  }

  /** Returns a file as a JSON object; a missing node if there is none. */
  JsonNode jsonOrMissing(String name) {
    return json(name).orElse(MissingNode.getInstance());
  }

  /** Returns a file as a JSON object; empty if there is none. */
  Optional<JsonNode> json(String name) {
    return text(name).map(text -> parse(name, text));
  }

  private static String decode(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TokenizerFileException(name, "not UTF-8 text", e);
    }
  }

  private static JsonNode parse(String name, String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isObject()) {
        throw new TokenizerFileException(
            name, "a JSON object was expected, found " + node.getNodeType());
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new TokenizerFileException(name, "not JSON, " + e.getOriginalMessage(), e);
    }
  }
}
