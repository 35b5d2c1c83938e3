package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
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

  private static int most(String json) throws Exception {
    return TokenBytes.most(new ObjectMapper().readTree(json.replace('\'', '"')));
  }
}
