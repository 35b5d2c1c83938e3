package io.sparsed.bench.quality;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.ModelFamily;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that are the same for every prompt and policy.
 *
 * @param genLength tokens to generate, where the task does not say how many
 * @param steps denoising steps
 * @param blockLength tokens of a generation block
 * @param temperature sampling temperature; 0 is greedy
 * @param blockSize tokens of a query or key block
 * @param seed seed of sampling and of random blocks
 */
record RunSettings(
    int genLength, int steps, int blockLength, double temperature, int blockSize, long seed) {

  /**
   * Returns the diffusion options of a sample. Where a task needs a longer answer, there are as
   * many more steps.
   *
   * @param family family of the model: Dream has generation blocks only with reuse
   */
  DiffusionOptions diffusion(Sample sample, ModelFamily family) {
    int tokens = sample.task().genLength().orElse(genLength);
    DiffusionOptions.Builder options =
        DiffusionOptions.builder()
            .genLength(tokens)
            .steps(Math.max(1, Math.ceilDiv(steps * tokens, genLength)))
            .temperature(temperature)
            .seed(seed);
    Acceleration acceleration = sample.policy().acceleration();
    acceleration.addTo(options);
    if (family != ModelFamily.DREAM || acceleration.reuses()) {
      options.blockLength(blockLength);
    }
    return options.build();
  }

  /** Returns the settings by their names in the wire contract. */
  Map<String, Object> byName() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("gen_length", genLength);
    settings.put("steps", steps);
    settings.put("block_length", blockLength);
    settings.put("temperature", temperature);
    settings.put("block_size", blockSize);
    settings.put("seed", seed);
    return settings;
  }
}
