package io.sparsed.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.model.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedShapeTest {

  /** The numbers of parameters that the models' authors publish, in billions. */
  @ParameterizedTest
  @CsvSource({
    "LLADA_8B, 8.02",
    "DREAM_7B, 7.62",
    "ILLADA_8B, 7.61",
    "LLADA_MOE_7B, 7.36",
    "QWEN3_0_6B_DIFFUSION, 0.596"
  })
  void spec_publishedModel_hasItsParameters(NamedShape shape, double billions) {
    ModelSpec spec = shape.spec();
    long parameters =
        spec.architecture().tensorNames().shapes(spec).values().stream()
            .mapToLong(sizes -> sizes.stream().reduce(1L, (a, b) -> a * b))
            .sum();

    assertThat(parameters / 1e9).isCloseTo(billions, within(0.01));
  }

  @Test
  void toString_isTheNameOnTheCommandLine() {
    assertThat(NamedShape.QWEN3_0_6B_DIFFUSION).hasToString("qwen3-0.6b-diffusion");
    assertThat(NamedShape.LLADA_MOE_7B).hasToString("llada-moe-7b");
  }
}
