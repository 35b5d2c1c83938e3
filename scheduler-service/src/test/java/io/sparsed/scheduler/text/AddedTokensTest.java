package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TinyTokenizer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AddedTokensTest {
  @Test
  void addedTokensFile_withGapsInItsIds_keepsThem() {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.put("tokenizer_config.json", bytes("{}"));
    files.put("added_tokens.json", bytes("{\"<far>\": 5000, \"<near>\": 400}"));
    assertThat(encode(files, "<near><far>")).containsExactly(400, 5000);
  }

  @Test
  void addedTokensFile_tokenInTheSpecialTokensMap_isLeftOutOfText() {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.put("tokenizer_config.json", bytes("{}"));
    files.put("added_tokens.json", bytes("{\"<plain>\": 400, \"<eos>\": 401, \"<more>\": 402}"));
    files.put(
        "special_tokens_map.json",
        bytes(
            "{\"eos_token\": {\"content\": \"<eos>\"}, \"additional_special_tokens\": [\"<more>\"]}"));
    try (TextCodec codec = Tokenizers.fromFiles(files).orElseThrow()) {
      assertThat(codec.decode(new int[] {401, 400, 402})).isEqualTo("<plain>");
    }
  }

  @Test
  void specialToken_thatIsAWordOfTheVocabulary_isFoundInText() {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.put(
        "tokenizer_config.json",
        bytes("{\"eos_token\": \"ing\", \"unk_token\": null, \"add_bos_token\": false}"));
    try (TextCodec codec = Tokenizers.fromFiles(files).orElseThrow()) {
      int[] ids = codec.encode("12ing3");
      assertThat(ids).hasSize(4);
      assertThat(codec.decode(ids)).isEqualTo("123");
    }
  }

  @Test
  void tokenizerJson_lacksATokenOfTheConfig_getsIt() {
    Map<String, byte[]> files = TinyTokenizer.tokenizerJson();
    int id = TinyTokenizer.id(TinyTokenizer.TOOL) + 1;
    files.put(
        "tokenizer_config.json",
        bytes(
            "{\"added_tokens_decoder\": {\"%d\": {\"content\": \"<new>\", \"special\": true}}}"
                .formatted(id)));
    assertThat(encode(files, "<new>")).containsExactly(id);
  }

  private static int[] encode(Map<String, byte[]> files, String text) {
    try (TextCodec codec = Tokenizers.fromFiles(files).orElseThrow()) {
      return codec.encode(text);
    }
  }
}
