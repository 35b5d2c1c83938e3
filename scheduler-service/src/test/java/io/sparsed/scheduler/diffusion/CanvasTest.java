package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import org.junit.jupiter.api.Test;

class CanvasTest {

  private static final int MASK = 99;
  private static final int EOS = 50;
  private static final ImmutableIntArray ENDS = ImmutableIntArray.of(51, EOS);

  private final Canvas canvas = Canvas.masked(ImmutableIntArray.of(1, 2, 3), 4, MASK);

  @Test
  void masked_promptWithMaskToken_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Canvas.masked(ImmutableIntArray.of(1, MASK), 4, MASK));
  }

  @Test
  void masked_noPromptOrNoGeneration_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Canvas.masked(ImmutableIntArray.of(), 4, MASK));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Canvas.masked(ImmutableIntArray.of(1), 0, MASK));
  }

  @Test
  void apply_committedPosition_isRefused() {
    canvas.apply(commit(4, 7));

    assertThatIllegalArgumentException().isThrownBy(() -> canvas.apply(commit(4, 8)));
  }

  @Test
  void apply_promptPosition_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> canvas.apply(commit(2, 8)));
  }

  @Test
  void masked_slotsInThePrompt_areMaskedButNotPartOfTheGeneration() {
    Canvas filled = Canvas.growing(ImmutableIntArray.of(1, MASK, MASK, 2), 2, 4, MASK);

    filled.apply(commit(1, 7));

    assertThat(filled.slots()).isEqualTo(ImmutableIntArray.of(1, 2));
    assertThat(filled.masked(0, 6)).isEqualTo(ImmutableIntArray.of(2, 4, 5));
    assertThat(filled.generation()).isEqualTo(ImmutableIntArray.of(MASK, MASK));
    assertThat(filled.length()).isEqualTo(6);
  }

  @Test
  void apply_maskToken_leavesThePositionMasked() {
    canvas.apply(new Commit(ImmutableIntArray.of(4, 5), ImmutableIntArray.of(MASK, 7)));

    assertThat(canvas.masked(0, 7)).isEqualTo(ImmutableIntArray.of(3, 4, 6));
    assertThat(canvas.generation()).isEqualTo(ImmutableIntArray.of(MASK, MASK, 7, MASK));
  }

  @Test
  void endsAt_maskBeforeTheToken_isFalse() {
    canvas.apply(commit(4, EOS));

    assertThat(canvas.endsAt(ENDS)).isFalse();
  }

  @Test
  void endsAt_noMaskBeforeTheToken_isTrue() {
    canvas.apply(new Commit(ImmutableIntArray.of(3, 4), ImmutableIntArray.of(7, EOS)));

    assertThat(canvas.endsAt(ENDS)).isTrue();
  }

  @Test
  void endsAt_tokenOnlyInThePrompt_isFalse() {
    assertThat(canvas.endsAt(ImmutableIntArray.of(2))).isFalse();
  }

  private static Commit commit(int position, int token) {
    return new Commit(ImmutableIntArray.of(position), ImmutableIntArray.of(token));
  }
}
