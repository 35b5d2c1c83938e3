package io.sparsed.scheduler.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import com.google.common.math.LongMath;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds on what tokenizer files hold, so that those of no worker take the scheduler's memory or
 * time. They leave room above the largest published tokenizers, which have 262,144 words.
 */
final class TokenizerLimits {
  static final int MAX_WORDS = 1 << 20;
  static final int MAX_MERGES = 1 << 20;
  static final int MAX_ADDED_TOKENS = 1 << 16;

  /** The greatest length of a word or an added token, in characters. */
  static final int MAX_LENGTH = 1 << 10;

  /** The most characters that replacements may make of one. */
  static final int MAX_GROWTH = 64;

  private static final int MAX_JSON_TOKENS = 4_000_000;
  private static final int MAX_JSON_STRING = 1 << 20;

  private TokenizerLimits() {}

  /** Returns a factory of parsers that refuse JSON of more parts than any tokenizer has. */
  static JsonFactory json() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxStringLength(MAX_JSON_STRING)
                .maxTokenCount(MAX_JSON_TOKENS)
                .build())
        .build();
  }

  /**
   * Checks a tokenizer in the form of tokenizer.json.
   *
   * @throws TokenizerFileException if it holds more than a bound allows
   */
  static void check(String file, JsonNode tokenizer) {
    JsonNode model = tokenizer.path("model");
    JsonNode words = model.path("vocab");
    JsonNode added = tokenizer.path("added_tokens");
    atMost(file, "words", MAX_WORDS, words.size());
    atMost(file, "merges", MAX_MERGES, model.path("merges").size());
    atMost(file, "added tokens", MAX_ADDED_TOKENS, added.size());
    Stream<String> texts =
        words.isObject()
            ? Streams.stream(words.fieldNames())
            : words.valueStream().map(word -> word.path(0).asText());
    checkLengths(file, "a word", texts);
    Stream<String> contents = added.valueStream().map(token -> token.path("content").asText());
    checkLengths(file, "an added token", contents);
    for (String part : List.of("normalizer", "pre_tokenizer", "decoder")) {
      JsonNode steps = tokenizer.path(part);
      atMost(file, "characters for one in the " + part, MAX_GROWTH, growth(steps));
      if (!steps.findValues("precompiled_charsmap").isEmpty()) {
        throw new TokenizerFileException(file, "a precompiled " + part + " is not served");
      }
    }
    tokenizer
        .path("post_processor")
        .findParents("single")
        .forEach(template -> checkTemplate(file, template));
  }

  /** Throws if a template names what it has not: the library would end the process at it. */
  private static void checkTemplate(String file, JsonNode template) {
    for (String part : List.of("single", "pair")) {
      for (JsonNode token : template.path(part).findValues("SpecialToken")) {
        if (!template.path("special_tokens").has(token.path("id").asText())) {
          throw new TokenizerFileException(
              file, "its post_processor names a token that is not among its special_tokens");
        }
      }
    }
    for (JsonNode sequence : template.path("single").findValues("Sequence")) {
      if (!sequence.path("id").asText().equals("A")) {
        throw new TokenizerFileException(file, "its post_processor joins more than one text");
      }
    }
  }

  /** Checks the lines of merges.txt. */
  static void checkMerges(String merges) {
    long lines = merges.chars().filter(c -> c == '\n').count();
    atMost(FileNames.MERGES, "merges", MAX_MERGES, lines);
  }

  /** Throws if a file has more of something than is served. */
  static void atMost(String file, String what, long most, long found) {
    if (found > most) {
      throw new TokenizerFileException(
          file, "it has %d %s, and at most %d are served".formatted(found, what, most));
    }
  }

  /** Throws if a text is longer than that of any token. */
  static void checkLengths(String file, String where, Stream<String> texts) {
    long longest = texts.mapToLong(String::length).max().orElse(0);
    atMost(file, "characters in " + where, MAX_LENGTH, longest);
  }

  /** Returns how many characters the steps together may make of one. */
  private static long growth(JsonNode steps) {
    long growth = 1;
    for (String name : List.of("content", "prepend")) {
      for (String text : steps.findValuesAsText(name)) {
        growth = LongMath.saturatedMultiply(growth, Math.max(1, text.length()));
      }
    }
    return growth;
  }
}
