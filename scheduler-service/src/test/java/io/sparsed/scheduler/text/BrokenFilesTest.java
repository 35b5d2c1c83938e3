package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TinyTokenizer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokenFilesTest {
  @Test
  void fromFiles_noTokenizer_isEmpty() {
    assertThat(Tokenizers.fromFiles(Map.of())).isEmpty();
    assertThat(Tokenizers.fromFiles(Map.of("tokenizer_config.json", bytes("{}")))).isEmpty();
  }

  @Test
  void fromFiles_tokenizerIsNotJson_isRefused() {
    assertRefused("tokenizer.json", "not JSON", Map.of("tokenizer.json", bytes("{")));
  }

  @Test
  void fromFiles_tokenizerIsAnotherJson_isRefused() {
    assertRefused("tokenizer.json", "not a tokenizer", Map.of("tokenizer.json", bytes("{}")));
    assertRefused(
        "tokenizer.json", "a JSON object was expected", Map.of("tokenizer.json", bytes("[]")));
  }

  @Test
  void fromFiles_notUtf8_isRefused() {
    assertRefused(
        "vocab.json", "not UTF-8", with("vocab.json", new byte[] {'{', (byte) 0xC3, '}'}));
  }

  @Test
  void fromFiles_mergesMissing_isRefused() {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.remove("merges.txt");
    assertRefused("merges.txt", "is missing", files);
  }

  @Test
  void fromFiles_vocabMissing_isRefused() {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.remove("vocab.json");
    assertRefused("vocab.json", "is missing", files);
  }

  @Test
  void fromFiles_mergeOfThree_isRefusedWithItsLine() {
    assertRefused(
        "merges.txt", "line 2: two tokens", with("merges.txt", bytes("#version: 0.2\na b c\n")));
  }

  @Test
  void fromFiles_mergeOutsideTheVocabulary_isRefusedWithItsLine() {
    assertRefused(
        "merges.txt",
        "line 1: 'q q' merges what vocab.json lacks",
        with("merges.txt", bytes("q q\n")));
  }

  @Test
  void fromFiles_vocabularyOfTexts_isRefused() {
    assertRefused(
        "vocab.json",
        "not a tokenizer",
        with("vocab.json", bytes("{\"a\": \"b\"}")),
        "merges.txt",
        "");
  }

  @Test
  void fromFiles_addedTokenWithoutText_isRefused() {
    assertRefused(
        "tokenizer_config.json",
        "no token text under id '300'",
        with("tokenizer_config.json", bytes("{\"added_tokens_decoder\": {\"300\": {}}}")));
  }

  @Test
  void fromFiles_addedTokenWithAnIdThatIsNone_isRefused() {
    assertRefused(
        "added_tokens.json",
        "a token id was expected",
        with("added_tokens.json", bytes("{\"<x>\": -1}")));
  }

  @Test
  void fromFiles_addedTokenContradictsTokenizerJson_isRefused() {
    Map<String, byte[]> files = TinyTokenizer.tokenizerJson();
    files.put(
        "tokenizer_config.json",
        bytes("{\"added_tokens_decoder\": {\"5\": {\"content\": \"<new>\"}}}"));
    assertRefused("tokenizer_config.json", "'<new>' has id 5", files);
  }

  private static Map<String, byte[]> with(String name, byte[] content) {
    Map<String, byte[]> files = new HashMap<>(TinyTokenizer.vocabAndMerges());
    files.put(name, content);
    return files;
  }

  private static void assertRefused(
      String file, String problem, Map<String, byte[]> files, String... replaced) {
    Map<String, byte[]> all = new HashMap<>(files);
    for (int i = 0; i < replaced.length; i += 2) {
      all.put(replaced[i], bytes(replaced[i + 1]));
    }
    assertThatExceptionOfType(TokenizerFileException.class)
        .isThrownBy(() -> Tokenizers.fromFiles(all))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }
}
