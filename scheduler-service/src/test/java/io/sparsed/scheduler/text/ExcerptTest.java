package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void of_plainText_isItself() {
    assertThat(Excerpt.of("GSAI-ML/LLaDA-8B é €")).isEqualTo("GSAI-ML/LLaDA-8B é €");
  }

  @Test
  void of_textThatControlsATerminal_isEscaped() {
    assertThat(Excerpt.of("a\n\u001b[2J\u009b\u202e\u2028\ud800"))
        .isEqualTo("a\\n\\u001b[2J\\u009b\\u202e\\u2028\\ud800");
  }

  @Test
  void of_longText_isCutBetweenCharacters() {
    assertThat(Excerpt.of("\uD83D\uDE00".repeat(101)))
        .isEqualTo("\uD83D\uDE00".repeat(100) + "...");
    assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
  }
}
