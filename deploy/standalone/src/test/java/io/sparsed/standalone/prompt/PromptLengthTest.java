package io.sparsed.standalone.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptLengthTest {
  @Test
  void parse_anotherWord_isRefusedWithTheLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptLength.parse("5k"))
        .withMessage("'5k' is no prompt length, give one of short_context, 4k, 8k, 16k, 32k, 64k");
  }

  @ParameterizedTest
  @CsvSource({"4k, 4096", "8k, 8192", "16k, 16384", "32K, 32768", "64k, 65536"})
  void make_length_isThatManyTokens(String flag, int tokens) {
    PromptLength length = PromptLength.parse(flag);
    assertThat(length.needsTokenizer()).isTrue();
    assertThat(length.make(text -> text.length() / 4, 0).text().length() / 4)
        .isBetween(tokens - 8, tokens);
  }

  @Test
  void make_shortContext_needsNoTokenizer() {
    PromptLength length = PromptLength.parse("short_context");
    assertThat(length.needsTokenizer()).isFalse();
    Needle needle =
        length.make(
            text -> {
              throw new AssertionError("counted");
            },
            0);
    assertThat(needle.answer()).isEqualTo(Integer.toString(48 - 17 - 9));
  }
}
