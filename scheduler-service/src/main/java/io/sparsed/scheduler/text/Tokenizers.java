package io.sparsed.scheduler.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Creates a {@link TextCodec} from the tokenizer files of a checkpoint. */
public final class Tokenizers {
  /** The library's options against its default of cutting text at 512 tokens. */
  private static final Map<String, String> WHOLE_TEXT =
      Map.of("truncation", "false", "padding", "false");

  private Tokenizers() {}

  /**
   * Reads {@code tokenizer.json}, or else {@code vocab.json} and {@code merges.txt}, with the
   * settings, special tokens and chat template beside them.
   *
   * @param checkpointFiles contents by name in the checkpoint folder; unknown files are ignored
   * @return the codec, which the caller closes; empty if the checkpoint has no tokenizer
   * @throws TokenizerFileException if a file is broken
   */
  public static Optional<TextCodec> fromFiles(Map<String, byte[]> checkpointFiles) {
    CheckpointFiles files = new CheckpointFiles(checkpointFiles);
    if (files.has(FileNames.TOKENIZER)) {
      return Optional.of(published(files));
    }
    if (files.has(FileNames.VOCAB) || files.has(FileNames.MERGES)) {
      return Optional.of(assembled(files));
    }
    return Optional.empty();
  }

  /** Reads tokenizer.json and adds the tokens that only tokenizer_config.json declares. */
  private static TextCodec published(CheckpointFiles files) {
    JsonNode tokenizer = required(files.json(FileNames.TOKENIZER), FileNames.TOKENIZER);
    Set<String> known =
        tokenizer
            .path("added_tokens")
            .valueStream()
            .map(token -> token.path("content").asText())
            .collect(Collectors.toSet());
    List<AddedToken> missing =
        AddedTokens.declared(files).values().stream()
            .filter(token -> !known.contains(token.content()))
            .toList();
    if (missing.isEmpty()) {
      String asItIs = required(files.text(FileNames.TOKENIZER), FileNames.TOKENIZER);
      return codec(files, FileNames.TOKENIZER, tokenizer, asItIs, missing);
    }
    ArrayNode added = ((ObjectNode) tokenizer).withArray("added_tokens");
    missing.forEach(token -> added.add(token.toJson()));
    return codec(files, FileNames.TOKENIZER, tokenizer, tokenizer.toString(), missing);
  }

  private static TextCodec assembled(CheckpointFiles files) {
    ObjectNode vocabulary = (ObjectNode) required(files.json(FileNames.VOCAB), FileNames.VOCAB);
    String merges = required(files.text(FileNames.MERGES), FileNames.MERGES);
    TokenizerLimits.checkMerges(merges);
    List<AddedToken> added = AddedTokens.all(files, vocabulary, SpecialTokens.read(files).texts());
    JsonNode tokenizer = ByteLevelBpe.tokenizerJson(vocabulary, merges, added);
    return codec(files, FileNames.VOCAB, tokenizer, tokenizer.toString(), added);
  }

  private static <T> T required(Optional<T> file, String name) {
    return file.orElseThrow(() -> new TokenizerFileException(name, "is missing"));
  }

  private static TextCodec codec(
      CheckpointFiles files,
      String source,
      JsonNode parsed,
      String json,
      Collection<AddedToken> added) {
    TokenizerLimits.check(source, parsed);
    Optional<ChatTemplate> template =
        ChatTemplate.read(files, SpecialTokens.read(files), Clock.system(ZoneId.systemDefault()));
    HuggingFaceTokenizer tokenizer = load(source, json);
    try {
      added.forEach(token -> requireId(tokenizer, token));
    } catch (TokenizerFileException e) {
      tokenizer.close();
      throw e;
    }
    return new TextCodec(
        tokenizer, template, TokenBytes.most(parsed), source.equals(FileNames.VOCAB));
  }

  private static HuggingFaceTokenizer load(String source, String json) {
    // Without it the library reports its first use to its makers, over the network.
    System.getProperties().putIfAbsent("OPT_OUT_TRACKING", "true");
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), WHOLE_TEXT);
    } catch (IOException | RuntimeException e) {
      throw new TokenizerFileException(source, "not a tokenizer, " + e.getMessage(), e);
    }
  }

  private static void requireId(HuggingFaceTokenizer tokenizer, AddedToken token) {
    long[] ids;
    try {
      ids = tokenizer.encode(token.content(), false, false).getIds();
    } catch (RuntimeException e) {
      throw new TokenizerFileException(FileNames.TOKENIZER, "not usable, " + e.getMessage(), e);
    }
    if (ids.length != 1 || ids[0] != token.id()) {
      throw new TokenizerFileException(
          FileNames.TOKENIZER_CONFIG,
          "added token '%s' has id %d, which its vocabulary does not give it"
              .formatted(token.content(), token.id()));
    }
  }
}
