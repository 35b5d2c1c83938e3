package io.sparsed.scheduler.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE of a few merges, in both published file formats. Token ids are the 256 bytes,
 * the merges, then the added tokens.
 */
final class TinyTokenizer {
  static final String END = "<|endoftext|>";
  static final String MASK = "<|mask|>";
  static final String TURN = "<|im_start|>";
  static final String TOOL = "<tool_call>";

  private static final List<String> MERGES =
      List.of(
          "h e", "t he", "Ġ the", "i n", "in g", "1 2", "' s", "' S", "Ċ Ċ", "Ġ Ġ", "Ã ©", "ð Ł",
          "ðŁ ĺ", ". Ċ", "Ġ .");
  private static final List<String> ADDED = List.of(END, TURN, MASK, TOOL);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TinyTokenizer() {}

  static int id(String added) {
    return vocabulary().size() + ADDED.indexOf(added);
  }

  /** Returns vocab.json, merges.txt and tokenizer_config.json in the form that Dream publishes. */
  static Map<String, byte[]> vocabAndMerges() {
    ObjectNode config =
        JSON.objectNode().put("bos_token", TURN).put("eos_token", END).put("pad_token", END);
    ObjectNode decoder = config.putObject("added_tokens_decoder");
    addedTokens().forEach(token -> decoder.set(token.path("id").asText(), token));
    Map<String, byte[]> files = new HashMap<>();
    files.put("vocab.json", bytes(vocabulary().toString()));
    files.put("merges.txt", bytes("#version: 0.2\n" + String.join("\n", MERGES) + "\n"));
    files.put("tokenizer_config.json", bytes(config.toString()));
    return files;
  }

  /** Returns tokenizer.json in the form that Qwen2 publishes. */
  static Map<String, byte[]> tokenizerJson() {
    return new HashMap<>(Map.of("tokenizer.json", bytes(tokenizer().toString())));
  }

  static ObjectNode tokenizer() {
    ObjectNode root =
        JSON.objectNode().put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    addedTokens().forEach(added::add);
    root.putObject("normalizer").put("type", "NFC");
    ArrayNode steps =
        root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    ObjectNode split =
        steps.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false);
    split
        .putObject("pattern")
        .put(
            "Regex",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
    byteLevel(steps.addObject());
    byteLevel(root.putObject("post_processor"));
    byteLevel(root.putObject("decoder"));
    ObjectNode model =
        root.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    model.set("vocab", vocabulary());
    MERGES.forEach(model.putArray("merges")::add);
    return root;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static List<ObjectNode> addedTokens() {
    List<ObjectNode> tokens = new ArrayList<>();
    for (String content : ADDED) {
      ObjectNode token = JSON.objectNode().put("id", id(content)).put("content", content);
      token
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("single_word", false);
      tokens.add(token.put("special", !content.equals(TOOL)));
    }
    return tokens;
  }

  private static ObjectNode vocabulary() {
    ObjectNode vocabulary = JSON.objectNode();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
      vocabulary.put(Character.toString(printable ? b : next++), vocabulary.size());
    }
    MERGES.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
    return vocabulary;
  }
}
