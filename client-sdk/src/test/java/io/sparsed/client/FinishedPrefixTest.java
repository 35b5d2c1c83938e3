package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.ModelInfo;
import io.sparsed.v1.Progress;
import org.junit.jupiter.api.Test;

/** Tests the text that no later step changes. */
class FinishedPrefixTest {
  private static final int MASK = 500;
  private static final int EOS = 2;

  private final FinishedPrefix prefix =
      new FinishedPrefix(
          WireClient.model(
              ModelInfo.newBuilder().setMaskTokenId(MASK).addEosTokenIds(EOS).build()));

  @Test
  void text_masksBetween_endsAtTheFirst() {
    prefix.add(step("a░c░", 2, 0, 7, 2, 9));

    assertThat(prefix.text()).isEqualTo("a");
    assertThat(prefix.tokens()).isEqualTo(1);
  }

  @Test
  void text_firstPositionMasked_isEmpty() {
    prefix.add(step("░bcd", 1, 1, 7, 2, 8, 3, 9));

    assertThat(prefix.text()).isEmpty();
    assertThat(prefix.tokens()).isZero();
  }

  @Test
  void text_endsInsideOfACharacter_waitsForTheRestOfIt() {
    prefix.add(step("ab\ufffd░", 1, 0, 7, 1, 8, 2, 9));
    assertThat(prefix.text()).isEqualTo("ab");

    prefix.add(step("abé", 0, 3, 9));
    assertThat(prefix.text()).isEqualTo("abé");
  }

  @Test
  void text_behindTheEnd_isNoPartOfIt() {
    prefix.add(step("a░", 1, 0, 7));
    prefix.add(step("ab", 0, 1, EOS, 2, 9));

    assertThat(prefix.text()).isEqualTo("a");
    assertThat(prefix.tokens()).isEqualTo(1);
  }

  @Test
  void text_maskCommitted_staysMasked() {
    prefix.add(step("a░", 1, 0, 7, 1, MASK));

    assertThat(prefix.tokens()).isEqualTo(1);
  }

  /**
   * A step.
   *
   * @param commits positions, each with its token id behind it
   */
  private static Event.Progress step(String text, int masked, int... commits) {
    Progress.Builder progress = Progress.newBuilder().setText(text).setMasked(masked);
    for (int i = 0; i < commits.length; i += 2) {
      progress.addPositions(commits[i]).addTokenIds(commits[i + 1]);
    }
    return (Event.Progress)
        WireClient.event(GenerateResponse.newBuilder().setProgress(progress).build()).orElseThrow();
  }
}
