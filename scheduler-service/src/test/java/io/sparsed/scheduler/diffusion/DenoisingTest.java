package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DreamDenoising.Algorithm;
import io.sparsed.scheduler.diffusion.LladaDenoising.Remasking;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenoisingTest {

  @Test
  void llada_noSchedule_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> llada(30, 30, 8, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> llada(32, 31, 8, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> llada(32, 0, 8, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> llada(32, 32, 8, -1));
  }

  @Test
  void dream_noDistribution_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> dream(Algorithm.ENTROPY, -1, 1, 0, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> dream(Algorithm.ENTROPY, 0, 0, 0, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> dream(Algorithm.ENTROPY, 0, 1, -1, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> dream(Algorithm.ENTROPY, 0, 1, 0, 1));
  }

  @Test
  void sampling_temperatureZeroWithoutFilters_isGreedy() {
    assertThat(llada(32, 32, 8, 0).sampling()).isEqualTo(new Sampling.Greedy());
    assertThat(dream(Algorithm.ENTROPY, 0, 1, 0, 0.1).sampling()).isEqualTo(new Sampling.Greedy());
  }

  @Test
  void sampling_temperatureZeroWithFilters_keepsThemForTheConfidence() {
    assertThat(dream(Algorithm.ENTROPY, 0, 0.9, 0, 0.1).sampling())
        .isEqualTo(new Sampling.Categorical(0, 0.9, 0));
    assertThat(dream(Algorithm.ENTROPY, 0, 1, 5, 0.1).sampling())
        .isEqualTo(new Sampling.Categorical(0, 1, 5));
  }

  @Test
  void sampling_temperature_isTheFamilys() {
    assertThat(llada(32, 32, 8, 0.7).sampling()).isEqualTo(new Sampling.Gumbel(0.7));
    assertThat(dream(Algorithm.ENTROPY, 0.7, 1, 0, 0.1).sampling())
        .isEqualTo(new Sampling.Categorical(0.7, 1, 0));
  }

  @Test
  void confidence_isWhatThePolicyRanksBy() {
    assertThat(dream(Algorithm.MASKGIT_PLUS, 0, 1, 0, 0.1).confidence())
        .isEqualTo(Confidence.PROBABILITY);
    assertThat(dream(Algorithm.TOPK_MARGIN, 0, 1, 0, 0.1).confidence())
        .isEqualTo(Confidence.MARGIN);
    assertThat(dream(Algorithm.ENTROPY, 0, 1, 0, 0.1).confidence())
        .isEqualTo(Confidence.NEGATIVE_ENTROPY);
  }

  @Test
  void at_moreLladaStepsThanTokens_laterStepsOfABlockAreIdle() {
    Canvas canvas = Canvas.masked(ImmutableIntArray.of(1), 4, 99);
    StepPlan plan = llada(4, 12, 2, 0).plan();

    assertThat(next(plan, 0, canvas).orElseThrow().isIdle()).isFalse();
    assertThat(next(plan, 2, canvas).orElseThrow().isIdle()).isTrue();
    assertThat(next(plan, 6, canvas).orElseThrow().isIdle()).isFalse();
  }

  @Test
  void next_stopAtEos_endsOnceNoMaskIsBeforeTheToken() {
    Canvas canvas = Canvas.masked(ImmutableIntArray.of(1), 4, 99);
    StepPlan plan = new StopAtEos(llada(4, 4, 2, 0).plan(), ImmutableIntArray.of(51, 50));

    canvas.apply(new Commit(ImmutableIntArray.of(2), ImmutableIntArray.of(50)));
    assertThat(next(plan, 1, canvas)).isPresent();
    canvas.apply(new Commit(ImmutableIntArray.of(1), ImmutableIntArray.of(7)));
    assertThat(next(plan, 2, canvas)).isEmpty();
  }

  @Test
  void next_afterTheLastStep_isEmpty() {
    Canvas canvas = Canvas.masked(ImmutableIntArray.of(1), 4, 99);

    assertThat(next(llada(4, 4, 2, 0).plan(), 4, canvas)).isEmpty();
    assertThat(next(dream(Algorithm.ENTROPY, 0, 1, 0, 0.1).plan(), 32, canvas)).isEmpty();
  }

  @Test
  void at_dreamByChance_isNeverIdleWhileMasksAreLeft() {
    Canvas canvas = Canvas.masked(ImmutableIntArray.of(1), 4, 99);

    StepPlan ranked = dream(Algorithm.MASKGIT_PLUS, 0, 1, 0, 0.1).plan();
    StepPlan byChance = dream(Algorithm.ORIGIN, 0, 1, 0, 0.1).plan();

    assertThat(next(ranked, 0, canvas).orElseThrow().isIdle()).isTrue();
    assertThat(next(byChance, 0, canvas).orElseThrow().isIdle()).isFalse();
  }

  /** Returns the step after so many others. */
  private static Optional<Step> next(StepPlan plan, int done, Canvas canvas) {
    return plan.next(done == 0 ? null : new Step(done - 1, 0, 0, 0, 0, 0, 0, 0), canvas);
  }

  private static LladaDenoising llada(int genLength, int steps, int block, double temperature) {
    return new LladaDenoising(
        genLength, steps, block, Remasking.LOW_CONFIDENCE, temperature, 0, 1, false);
  }

  private static DreamDenoising dream(
      Algorithm algorithm, double temperature, double topP, int topK, double eps) {
    return new DreamDenoising(4, 32, algorithm, temperature, topP, topK, 0, eps, 1, false);
  }
}
