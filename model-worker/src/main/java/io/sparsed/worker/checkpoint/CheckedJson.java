package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a JSON object that nobody has checked. Text that is not UTF-8 or not JSON, or that has a
 * name twice in one object, is refused in a sentence that names the file.
 */
final class CheckedJson {
  /** Tensor names are many and come once: they are not kept. NaN is left to who reads a field. */
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
              .build());

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private CheckedJson() {}

  /** Reads an object from the parser, which has read its opening brace, to its closing brace. */
  @FunctionalInterface
  interface Body<T> {
    T read(JsonParser json) throws IOException;
  }

  /** Returns the whole object that a parser has begun. */
  static JsonNode object(JsonParser json) throws IOException {
    return JSON.readTree(json);
  }

  /**
   * Reads a file that is one object.
   *
   * @throws CheckpointException if it is longer than {@code mostBytes}, or is not an object
   */
  static <T> T read(Path path, long mostBytes, Body<T> body) throws IOException {
    var name = TokenizerFiles.name(path);
    if (Files.size(path) > mostBytes) {
      throw new CheckpointException(
          "%s: %d bytes; such a file has %d at most".formatted(name, Files.size(path), mostBytes));
    }
    try (var in = Files.newInputStream(path)) {
      return read(name, in, body);
    }
  }

  /**
   * Reads text that is one object.
   *
   * @param name file's name, and what it is a part of it
   */
  static <T> T read(String name, InputStream in, Body<T> body) throws IOException {
    try {
      var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      try (var json = JSON.createParser(text)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw new CheckpointException(name + ": expected a JSON object");
        }
        T result = body.read(json);
        if (json.nextToken() != null) {
          throw new CheckpointException(name + ": expected nothing behind the JSON object");
        }
        return result;
      }
    } catch (CharacterCodingException e) {
      throw new CheckpointException(name + ": not text in UTF-8; save it in that encoding");
    } catch (StreamConstraintsException e) {
      throw new CheckpointException(
          name + ": nested deeper, or with longer texts or numbers, than a checkpoint's are");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var what = e.getOriginalMessage().split(" \\(", 2)[0]; // what follows tells of the parser
      throw new CheckpointException(
          "%s: not JSON: line %d, column %d: %s"
              .formatted(name, at.getLineNr(), at.getColumnNr(), Problems.shown(what)));
    }
  }
}
