package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TinyTokenizer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tests that tokenizer files that hold too much are refused by file and bound. */
class TokenizerLimitsTest {

  @Test
  void fromFiles_tooManyWords_isRefused() {
    assertRefused(
        tokenizer -> {
          ObjectNode words = (ObjectNode) tokenizer.path("model").path("vocab");
          for (int i = words.size(); i <= TokenizerLimits.MAX_WORDS; i++) {
            words.put("w" + i, i);
          }
        },
        "tokenizer.json: it has 1048577 words, and at most 1048576 are served");
  }

  @Test
  void fromFiles_endlessWord_isRefused() {
    assertRefused(
        tokenizer -> ((ObjectNode) tokenizer.path("model").path("vocab")).put("a".repeat(1025), 9),
        "it has 1025 characters in a word, and at most 1024 are served");
  }

  @Test
  void fromFiles_tooManyMerges_isRefused() {
    assertRefused(
        tokenizer -> {
          ArrayNode merges = ((ObjectNode) tokenizer.path("model")).putArray("merges");
          for (int i = 0; i <= TokenizerLimits.MAX_MERGES; i++) {
            merges.add("h e");
          }
        },
        "it has 1048577 merges, and at most 1048576 are served");
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.put("merges.txt", bytes("h e\n".repeat(TokenizerLimits.MAX_MERGES + 1)));
    assertRefused(files, "merges.txt: it has 1048577 merges, and at most 1048576 are served");
  }

  @Test
  void fromFiles_tooManyAddedTokens_isRefused() {
    assertRefused(
        tokenizer -> {
          ArrayNode added = tokenizer.withArray("added_tokens");
          for (int i = added.size(); i <= TokenizerLimits.MAX_ADDED_TOKENS; i++) {
            added.add(AddedToken.plain(1000 + i, "<" + i + ">", true).toJson());
          }
        },
        "it has 65537 added tokens, and at most 65536 are served");
  }

  @Test
  void fromFiles_endlessAddedToken_isRefused() {
    assertRefused(
        tokenizer ->
            tokenizer
                .withArray("added_tokens")
                .add(AddedToken.plain(1000, "x".repeat(1025), true).toJson()),
        "it has 1025 characters in an added token, and at most 1024 are served");
    Map<String, byte[]> files = TinyTokenizer.tokenizerJson();
    files.put(
        "tokenizer_config.json", bytes("{\"eos_token\": \"%s\"}".formatted("x".repeat(1025))));
    assertRefused(
        files,
        "tokenizer_config.json: it has 1025 characters in a special token, and at most 1024");
  }

  @Test
  void fromFiles_replacementsThatGrow_areRefused() {
    assertRefused(
        tokenizer -> {
          ArrayNode steps =
              tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
          for (int i = 0; i < 7; i++) {
            steps
                .addObject()
                .put("type", "Replace")
                .put("content", "aa")
                .putObject("pattern")
                .put("String", "a");
          }
        },
        "it has 128 characters for one in the normalizer, and at most 64 are served");
    assertRefused(
        tokenizer ->
            tokenizer
                .putObject("normalizer")
                .put("type", "Precompiled")
                .put("precompiled_charsmap", "AAAA"),
        "a precompiled normalizer is not served");
  }

  @Test
  void fromFiles_templateOfUnknownTokenOrSecondText_isRefused() {
    assertRefused(
        tokenizer -> template(tokenizer, "SpecialToken", "<s>"),
        "its post_processor names a token that is not among its special_tokens");
    assertRefused(
        tokenizer -> template(tokenizer, "Sequence", "B"),
        "its post_processor joins more than one text");
  }

  private static void template(ObjectNode tokenizer, String piece, String id) {
    ObjectNode template =
        tokenizer
            .putObject("post_processor")
            .put("type", "Sequence")
            .putArray("processors")
            .addObject()
            .put("type", "TemplateProcessing");
    template.putArray("single").addObject().putObject(piece).put("id", id).put("type_id", 0);
    template.putArray("pair");
    template.putObject("special_tokens");
  }

  @Test
  void fromFiles_jsonOfTooManyOrTooDeepParts_isRefused() {
    Map<String, byte[]> files = TinyTokenizer.tokenizerJson();
    files.put("tokenizer.json", bytes("{\"a\": [" + "[],".repeat(2_100_000) + "[]]}"));
    assertRefused(files, "tokenizer.json: not JSON, Token count (4000001) exceeds");
    files.put("tokenizer.json", bytes("{\"a\": " + "[".repeat(200) + "]".repeat(200) + "}"));
    assertRefused(files, "tokenizer.json: not JSON, Document nesting depth (101) exceeds");
  }

  @Test
  void fromFiles_endlessTemplate_servesTextAndTokensOnly() {
    Map<String, byte[]> files = TinyTokenizer.tokenizerJson();
    files.put("chat_template.jinja", bytes("x".repeat(300_000)));
    try (TextCodec codec = Tokenizers.fromFiles(files).orElseThrow()) {
      assertThat(codec.encode("the")).isNotEmpty();
      assertThat(codec.chatTemplateProblem().orElseThrow())
          .contains("the template has 300000 characters, and at most 262144 are rendered");
    }
  }

  private static void assertRefused(Consumer<ObjectNode> change, String problem) {
    ObjectNode tokenizer = TinyTokenizer.tokenizer();
    change.accept(tokenizer);
    assertRefused(new HashMap<>(Map.of("tokenizer.json", bytes(tokenizer.toString()))), problem);
  }

  private static void assertRefused(Map<String, byte[]> files, String problem) {
    assertThatExceptionOfType(TokenizerFileException.class)
        .isThrownBy(() -> Tokenizers.fromFiles(files))
        .withMessageContaining(problem);
  }
}
