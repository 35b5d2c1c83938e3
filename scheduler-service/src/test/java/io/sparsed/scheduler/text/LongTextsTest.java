package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TokenBytes.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that are too long to be tokenized in a moment. */
@Timeout(20)
class LongTextsTest {

  private final TextCodec codec = Tokenizers.fromFiles(TinyTokenizer.tokenizerJson()).orElseThrow();

  @Test
  void encode_longTextThatFits_isThatOfTheWholeText() {
    List<String> texts =
        List.of(
            "the thing in the ring ".repeat(5_000),
            "a".repeat(40_000),
            "\uD83D\uDE00".repeat(20_000),
            " ".repeat(50_001) + "x");
    for (String text : texts) {
      assertThat(codec.encode(text, 200_000)).isEqualTo(codec.encode(text));
    }
  }

  @Test
  void encode_moreBytesThanTheTokensHold_isRefusedByTheirNumber() {
    // The longest token has 13 bytes, at least 16 are allowed, and NFC may have shortened them.
    assertThatExceptionOfType(TooManyTokensException.class)
        .isThrownBy(() -> codec.encode("a".repeat(16 << 20), 100))
        .withMessage("100 tokens hold at most 6400 bytes, and it has 16777216");
    assertThatExceptionOfType(TooManyTokensException.class)
        .isThrownBy(() -> codec.checkFits(Stream.of("é".repeat(3_000), "€".repeat(200)), 100))
        .withMessageContaining("it has 6600");
  }

  @Test
  void encode_moreTokensThanFit_isRefusedSoon() {
    assertThatExceptionOfType(TooManyTokensException.class)
        .isThrownBy(() -> codec.encode("a".repeat(4 << 20), 100_000))
        .withMessage("at most 100000 tokens fit, and it has more");
  }

  @Test
  void encode_callerIsInterrupted_stopsAndServesTheNext() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch started = new CountDownLatch(20);
      List<Future<int[]>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(
            callers.submit(
                () -> {
                  started.countDown();
                  return codec.encode("b".repeat(16 << 20), 16 << 20);
                }));
      }
      started.await();
      calls.forEach(call -> call.cancel(true));

      assertThat(codec.encode("a".repeat(40_000), 50_000)).hasSize(40_000);
    }
  }

  @Test
  void encode_interruptedBefore_isCancelled() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> codec.encode("a".repeat(40_000), 50_000));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void most_anyKindOfVocabulary_isItsLongestToken() throws Exception {
    assertThat(most("{}")).isEqualTo(16);
    assertThat(most("{'model': {'vocab': {'a': 1, '%s': 2}}}".formatted("é".repeat(20))))
        .isEqualTo(40);
    assertThat(most("{'model': {'vocab': [['%s', -1.5]]}}".formatted("▁".repeat(10))))
        .isEqualTo(30);
    assertThat(most("{'added_tokens': [{'content': '%s'}]}".formatted("x".repeat(50))))
        .isEqualTo(50);
    assertThat(most("{'normalizer': {'type': 'NFC'}}")).isEqualTo(64);
  }

  @Test
  void most_tokenizerThatLeavesOutText_isAnyNumber() throws Exception {
    assertThat(most("{'added_tokens': [{'content': '<m>', 'lstrip': true}]}")).isEqualTo(ANY);
    assertThat(most("{'normalizer': {'type': 'Strip'}}")).isEqualTo(ANY);
    assertThat(
            most(
                "{'normalizer': {'type': 'Sequence', 'normalizers': [{'type': 'NFC'}, {'type':"
                    + " 'Replace', 'pattern': {'String': 'aa'}, 'content': ''}]}}"))
        .isEqualTo(ANY);
    assertThat(
            most("{'normalizer': {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}}"))
        .isEqualTo(64);
  }

  @Test
  void encode_textThatNormalizationMakesShorterOrLonger_isJudgedByItsTokens() {
    List<String> texts =
        List.of(
            "\u1112\u1161\u11ab".repeat(3_000), // three characters become one
            "\u212a".repeat(6_000), // three bytes become one
            "\u03b1\u0313\u0300\u0345".repeat(2_000), // four characters become one
            "\ufb2c".repeat(3_000), // one character becomes three
            "\u0958".repeat(9_000)); // one character becomes two
    for (String text : texts) {
      int[] ids = codec.encode(text);
      codec.checkFits(Stream.of(text), ids.length);
      assertThat(codec.encode(text, ids.length)).isEqualTo(ids);
      assertThatExceptionOfType(TooManyTokensException.class)
          .isThrownBy(() -> codec.encode(text.repeat(200), ids.length));
    }
  }

  @Test
  void encode_blanksThatATokenTakes_fit() {
    ObjectNode tokenizer = TinyTokenizer.tokenizer();
    tokenizer.path("added_tokens").forEach(token -> ((ObjectNode) token).put("lstrip", true));
    Map<String, byte[]> files = Map.of("tokenizer.json", TinyTokenizer.bytes(tokenizer.toString()));
    try (TextCodec stripping = Tokenizers.fromFiles(files).orElseThrow()) {
      String text = " ".repeat(10_000) + TinyTokenizer.TURN;
      stripping.checkFits(Stream.of(text), 5);
      assertThat(stripping.encode(text, 5)).hasSize(1);
    }
  }

  private static long most(String json) throws Exception {
    return TokenBytes.most(new ObjectMapper().readTree(json.replace('\'', '"')));
  }
}
