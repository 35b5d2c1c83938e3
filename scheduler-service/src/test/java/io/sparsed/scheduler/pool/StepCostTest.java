package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Tests the work of a forward by the cost model. */
class StepCostTest {

  private static final ModelFacts MODEL = FakeWorker.model("m", "f");

  @Test
  void of_attentionDominates_isQuadratic() {
    double ratio = (double) dense(1_048_576).dense() / dense(524_288).dense();

    assertThat(ratio).isCloseTo(4, within(0.1));
  }

  @Test
  void of_shortCanvas_isLinear() {
    double ratio = (double) dense(512).dense() / dense(256).dense();

    assertThat(ratio).isCloseTo(2, within(0.05));
  }

  @Test
  void of_eightBillionParameters_isTwoOperationsPerWeightAndToken() {
    assertThat(dense(256).dense() * 1e6).isCloseTo(2 * 6.5e9 * 256, Percentage.withPercentage(10));
  }

  @Test
  void of_sparse_isTheKeptShareOfAttention() {
    long attention = dense(65_536).dense() - sparse(65_536, 0).sparse();

    assertThat(sparse(65_536, 0.3).sparse())
        .isCloseTo(dense(65_536).dense() - attention * 7 / 10, Percentage.withPercentage(0.01));
    assertThat(sparse(65_536, 0.3).dense()).isZero();
  }

  @Test
  void of_selection_costsMoreThanDense() {
    Attention select =
        new Attention.DenseAndSelect(
            "p", new Attention.Selection(PatternRule.ISOLATED, 128, 0.3, 1));

    assertThat(StepCost.of(Forwards.of(MODEL, 4096, select, 0)).dense())
        .isGreaterThan(dense(4096).dense());
  }

  @Test
  void of_guidance_isTwoCanvases() {
    long guided = StepCost.of(Forwards.of(MODEL, 4096, new Attention.Dense(), 1.5)).dense();

    assertThat(guided).isCloseTo(2 * dense(4096).dense(), within(1L));
  }

  @Test
  void of_oneTokenOfATinyModel_isNotFree() {
    ModelFacts tiny =
        new ModelFacts(
            "m",
            "f",
            DenoisingRule.LLADA,
            true,
            1,
            1,
            8,
            1536,
            32,
            0,
            10,
            100,
            9,
            ImmutableIntArray.of(),
            false,
            PublishedOptions.NONE);

    assertThat(StepCost.of(Forwards.dense(tiny, 1)).dense()).isEqualTo(1);
  }

  private static StepCost dense(int tokens) {
    return StepCost.of(Forwards.dense(MODEL, tokens));
  }

  private static StepCost sparse(int tokens, double select) {
    return StepCost.of(Forwards.sparse(MODEL, tokens, select));
  }
}
