package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values with a builder can be changed in a copy. */
class ToBuilderTest {
  @Test
  void retryPolicy_unchanged_isTheSame() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .attempts(3)
            .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
            .patient(true)
            .build();

    assertThat(policy.toBuilder().build()).usingRecursiveComparison().isEqualTo(policy);
    assertThat(policy.toBuilder().attempts(0).build())
        .usingRecursiveComparison()
        .isNotEqualTo(policy);
  }

  @Test
  void options_unchanged_areEqual() {
    DiffusionOptions diffusion = DiffusionOptions.builder().steps(7).seed(3).build();
    SparseOptions sparse = SparseOptions.builder().skip(0.5).build();
    GenerationRequest request =
        GenerationRequest.builder(Prompt.text("?"))
            .diffusion(diffusion)
            .sparse(sparse)
            .deadline(Duration.ofSeconds(1))
            .build();

    assertThat(diffusion.toBuilder().build()).isEqualTo(diffusion);
    assertThat(sparse.toBuilder().build()).isEqualTo(sparse);
    assertThat(request.toBuilder().build()).isEqualTo(request);
    assertThat(diffusion.toBuilder().seed(4).build()).isNotEqualTo(diffusion);
  }
}
