package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshTextTest {
  @ParameterizedTest
  @CsvSource({
    // before, after, the fresh characters of after in brackets
    "░░░░, a░░░, [a]░░░",
    "a░░░, a░b░, a░[b]░",
    "a░b░, acdb░, a[cd]b░",
    "the ░░ sat, the cat░ sat, the [cat]░ sat",
    "░x░, 1x2, [1]x[2]",
    "abc, abc, abc",
    "░░, ░░, ░░",
  })
  void between_twoTexts_marksWhatIsNew(String before, String after, String expected) {
    assertThat(bracketed(after, FreshText.between(before, after))).isEqualTo(expected);
  }

  @Test
  void between_tooLongToCompare_marksNothing() {
    BitSet fresh = FreshText.between("a".repeat(3000), "b".repeat(3000));

    assertThat(fresh.isEmpty()).isTrue();
  }

  private static String bracketed(String text, BitSet fresh) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean here = fresh.get(i);
      boolean before = i > 0 && fresh.get(i - 1);
      result.append(here && !before ? "[" : "").append(!here && before ? "]" : "");
      result.append(text.charAt(i));
    }
    return result.append(!text.isEmpty() && fresh.get(text.length() - 1) ? "]" : "").toString();
  }
}
