package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.ChatMessage;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.ModelFamily;
import io.sparsed.client.ParallelDecoding;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunSettingsTest {
  private final RunSettings settings = new RunSettings(32, 16, 8, 0, 32, 7);

  private static Sample sample(String policy, OptionalInt genLength) {
    return new Sample(
        Policy.parse(policy),
        new Task("pairs", 64, 0, List.of(ChatMessage.user("?")), genLength, List.of("red")));
  }

  @Test
  void diffusion_longerAnswer_hasAsManyMoreSteps() {
    DiffusionOptions options =
        settings.diffusion(sample("dense", OptionalInt.of(96)), ModelFamily.LLADA);

    assertThat(options.genLength()).hasValue(96);
    assertThat(options.steps()).hasValue(48);
    assertThat(options.blockLength()).hasValue(8);
    assertThat(options.reuse()).isEmpty();
  }

  @Test
  void diffusion_dream_hasBlocksOnlyWithReuse() {
    Sample exact = sample("dense", OptionalInt.empty());
    Sample reuse = sample("dense+prefix-4", OptionalInt.empty());

    assertThat(settings.diffusion(exact, ModelFamily.DREAM).blockLength()).isEmpty();
    assertThat(settings.diffusion(reuse, ModelFamily.DREAM).blockLength()).hasValue(8);
  }

  @Test
  void diffusion_acceleration_isSent() {
    DiffusionOptions options =
        settings.diffusion(
            sample("dense+prefix-4+entropy-0.5+stop", OptionalInt.empty()), ModelFamily.LLADA);

    assertThat(options.reuse()).contains(KeyValueReuse.PREFIX);
    assertThat(options.refreshEvery()).hasValue(4);
    assertThat(options.parallel()).contains(ParallelDecoding.entropyBound(0.5));
    assertThat(options.stopAtEos()).contains(true);
  }
}
