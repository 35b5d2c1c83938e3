package io.sparsed.standalone.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeedlePromptTest {
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,6}|\\d|[^A-Za-z\\d ]");
  private static final List<ToIntFunction<String>> COUNTERS =
      List.of(NeedlePromptTest::pieces, NeedlePromptTest::merging);

  @Test
  void synthesize_fewerTokensThanTheQuestion_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NeedlePrompt.synthesize(20, NeedlePromptTest::pieces, 1))
        .withMessageContaining("a prompt of 20 tokens was asked for, the shortest has");
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 100, 137, 500, 1000, 4096, 16384})
  void synthesize_anyLength_isMetAndNeverPassed(int tokens) {
    for (ToIntFunction<String> counter : COUNTERS) {
      for (long seed = 0; seed < 10; seed++) {
        int length = counter.applyAsInt(NeedlePrompt.synthesize(tokens, counter, seed).text());
        assertThat(length).isBetween(tokens - 8, tokens);
      }
    }
  }

  @Test
  void synthesize_charactersAsTokens_isWithinOnePercent() {
    String text = NeedlePrompt.synthesize(8192, String::length, 3).text();
    assertThat(text.length()).isBetween(8192 - 82, 8192);
  }

  @Test
  void synthesize_sameSeed_isTheSamePrompt() {
    assertThat(NeedlePrompt.synthesize(900, NeedlePromptTest::pieces, 5))
        .isEqualTo(NeedlePrompt.synthesize(900, NeedlePromptTest::pieces, 5));
    assertThat(NeedlePrompt.synthesize(900, NeedlePromptTest::pieces, 5))
        .isNotEqualTo(NeedlePrompt.synthesize(900, NeedlePromptTest::pieces, 6));
  }

  @Test
  void synthesize_answer_isInTheTextOnceAndTheQuestionLast() {
    for (long seed = 0; seed < 50; seed++) {
      Needle needle = NeedlePrompt.synthesize(1500, NeedlePromptTest::pieces, seed);
      assertThat(needle.text()).containsOnlyOnce(needle.answer()).endsWith("?");
      assertThat(needle.text().replaceAll("\\D", "")).isEqualTo(needle.answer());
    }
  }

  @Test
  void synthesize_depth_variesWithTheSeed() {
    List<Double> depths =
        Stream.iterate(0L, seed -> seed + 1)
            .limit(40)
            .map(seed -> NeedlePrompt.synthesize(1500, NeedlePromptTest::pieces, seed))
            .map(needle -> (double) needle.text().indexOf(needle.answer()) / needle.text().length())
            .toList();
    assertThat(depths).anyMatch(depth -> depth < 0.3).anyMatch(depth -> depth > 0.7);
  }

  @Test
  void synthesize_sentences_areVaried() {
    String[] sentences =
        NeedlePrompt.synthesize(8192, NeedlePromptTest::pieces, 2).text().split("(?<=\\.)\\s+");
    assertThat(Stream.of(sentences).distinct().count()).isGreaterThan(sentences.length * 9L / 10);
  }

  @Test
  void synthesize_longPrompt_countsTheWholeTextAFewTimesOnly() {
    AtomicInteger whole = new AtomicInteger();
    ToIntFunction<String> counter =
        text -> {
          int tokens = pieces(text);
          whole.addAndGet(tokens > 30_000 ? 1 : 0);
          return tokens;
        };
    assertThat(counter.applyAsInt(NeedlePrompt.synthesize(65536, counter, 1).text()))
        .isBetween(65528, 65536);
    assertThat(whole.get()).isLessThan(25);
  }

  /** Words in pieces, digits and signs, near to what the tokenizers of models make. */
  private static int pieces(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  /** Makes one word of two where sentences meet, so that the counts of sentences do not add up. */
  private static int merging(String text) {
    return pieces(text.replace(". ", ""));
  }
}
