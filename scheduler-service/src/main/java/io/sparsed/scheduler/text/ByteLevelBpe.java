package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Turns vocab.json and merges.txt, as Dream publishes its tokenizer, into a tokenizer.json:
 * byte-level BPE with the pre-tokenizer of Qwen2, from which Dream's tokenizer descends.
 */
final class ByteLevelBpe {
  /** Qwen2's pre-tokenizer: contractions, words, digits, punctuation, line breaks, white space. */
  private static final String WORDS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
          + "|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)"
          + "|\\s+";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ByteLevelBpe() {}

  static JsonNode tokenizerJson(ObjectNode vocabulary, String merges, List<AddedToken> added) {
    ObjectNode model = JSON.objectNode().put("type", "BPE");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    model.set("merges", merges(merges, vocabulary));
    // The library ignores the ids of added tokens and numbers them after the vocabulary, unless
    // they are words of it.
    ObjectNode words = vocabulary.deepCopy();
    added.forEach(token -> words.put(token.content(), token.id()));
    model.set("vocab", words);

    ObjectNode root =
        JSON.objectNode().put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode tokens = root.putArray("added_tokens");
    added.forEach(token -> tokens.add(token.toJson()));
    root.set("normalizer", JSON.objectNode().put("type", "NFC"));
    root.set("pre_tokenizer", preTokenizer());
    root.set("decoder", byteLevel());
    root.set("model", model);
    return root;
  }

  private static ObjectNode preTokenizer() {
    ObjectNode split = JSON.objectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", WORDS);
    split.put("behavior", "Isolated").put("invert", false);
    ObjectNode sequence = JSON.objectNode().put("type", "Sequence");
    sequence.putArray("pretokenizers").add(split).add(byteLevel());
    return sequence;
  }

  private static ObjectNode byteLevel() {
    return JSON.objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static ArrayNode merges(String text, JsonNode vocabulary) {
    ArrayNode merges = JSON.arrayNode();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
        continue;
      }
      String[] pair = line.split("\\s+", -1);
      if (pair.length != 2) {
        throw broken(i, "two tokens were expected, found '" + line + "'");
      }
      if (!vocabulary.has(pair[0])
          || !vocabulary.has(pair[1])
          || !vocabulary.has(pair[0] + pair[1])) {
        throw broken(i, "'" + line + "' merges what vocab.json lacks");
      }
      merges.add(JSON.arrayNode().add(pair[0]).add(pair[1]));
    }
    return merges;
  }

  private static TokenizerFileException broken(int line, String problem) {
    return new TokenizerFileException(FileNames.MERGES, "line %d: %s".formatted(line + 1, problem));
  }
}
