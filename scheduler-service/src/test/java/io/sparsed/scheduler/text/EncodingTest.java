package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodingTest {
  @Test
  void encode_textThatTheVocabularyLacks_isRefused() {
    String unigram =
        """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
         "pre_tokenizer":null,"post_processor":null,"decoder":null,
         "model":{"type":"Unigram","unk_id":null,"vocab":[["a",-1.0]]}}
        """;
    try (TextCodec codec = open(Map.of("tokenizer.json", TinyTokenizer.bytes(unigram)))) {
      assertThat(codec.encode("aa")).hasSize(2);
      assertThatExceptionOfType(UntokenizableException.class)
          .isThrownBy(() -> codec.encode("b", 10))
          .withMessageContaining("unk_id");
    }
  }

  @Test
  void encode_longText_isNotTruncated() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.encode("x y ".repeat(5_000))).hasSizeGreaterThan(10_000);
    }
  }

  @Test
  void encode_tokenizerJsonThatTruncatesAndPads_isNeither() {
    ObjectNode tokenizer = TinyTokenizer.tokenizer();
    tokenizer
        .putObject("truncation")
        .put("direction", "Right")
        .put("max_length", 8)
        .put("stride", 0)
        .put("strategy", "LongestFirst");
    ObjectNode padding =
        tokenizer.putObject("padding").put("direction", "Right").putNull("pad_to_multiple_of");
    padding
        .put("pad_id", 0)
        .put("pad_type_id", 0)
        .put("pad_token", "!")
        .putObject("strategy")
        .put("Fixed", 16);
    try (TextCodec codec =
        open(Map.of("tokenizer.json", TinyTokenizer.bytes(tokenizer.toString())))) {
      assertThat(codec.encode("abc")).hasSize(3);
      assertThat(codec.encode("abcdefghijkl")).hasSize(12);
    }
  }

  @Test
  void encode_vocabAndMerges_givesTheIdsOfTheSameTokenizerJson() {
    try (TextCodec assembled = open(TinyTokenizer.vocabAndMerges());
        TextCodec published = open(TinyTokenizer.tokenizerJson())) {
      RandomText.strings(7, 400)
          .forEach(
              text ->
                  assertThat(assembled.encode(text)).as(text).isEqualTo(published.encode(text)));
    }
  }

  @Test
  void encode_thenDecode_isTheTextInNormalForm() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      RandomText.normalized(11, 400)
          .map(text -> text.replace(TinyTokenizer.TURN, "").replace(TinyTokenizer.END, ""))
          .forEach(text -> assertThat(codec.decode(codec.encode(text))).isEqualTo(text));
    }
  }

  @Test
  void encode_qwen2Words_mergeWithinThemOnly() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.encode("12")).as("digits stand alone").hasSize(2);
      assertThat(codec.encode("it's")).as("a contraction is a word").hasSize(3);
      assertThat(codec.encode("it'S")).as("in capitals too").hasSize(3);
      assertThat(codec.encode(" the")).as("a space goes with its word").hasSize(1);
      assertThat(codec.encode("\n\n")).as("line breaks stay together").hasSize(1);
      assertThat(codec.encode(".\n")).as("punctuation takes its line break").hasSize(1);
      assertThat(codec.encode("  x")).as("the last space goes with the word").hasSize(3);
    }
  }

  @Test
  void encode_decomposedText_isComposedFirst() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.encode("e\u0301")).isEqualTo(codec.encode("é")).hasSize(1);
    }
  }

  @Test
  void encode_markBehindASpecialToken_isComposedWithItFirst() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      String spoiled = TinyTokenizer.TURN + "\u0338";
      assertThat(codec.encode(spoiled))
          .as("> and a stroke become one character, as in Qwen2's slow tokenizer")
          .doesNotContain(TinyTokenizer.id(TinyTokenizer.TURN))
          .isEqualTo(codec.encode("<|im_start|\u226f"))
          .isEqualTo(codec.encode(spoiled, 1000));
      assertThat(codec.encode("e\u0301" + TinyTokenizer.TURN + "e\u0301")).hasSize(3);
    }
  }

  @Test
  void encode_addedTokenInText_isOneToken() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.encode("a" + TinyTokenizer.TURN + TinyTokenizer.TOOL + "b"))
          .hasSize(4)
          .contains(TinyTokenizer.id(TinyTokenizer.TURN), TinyTokenizer.id(TinyTokenizer.TOOL));
    }
  }

  @Test
  void encode_emptyText_isNoToken() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.encode("")).isEmpty();
    }
  }

  @Test
  void encode_loneSurrogate_isNoCrash() {
    try (TextCodec codec = open(TinyTokenizer.vocabAndMerges())) {
      assertThat(codec.decode(codec.encode("a\uD83Db"))).startsWith("a").endsWith("b");
    }
  }

  private static TextCodec open(Map<String, byte[]> files) {
    return Tokenizers.fromFiles(files).orElseThrow();
  }
}
