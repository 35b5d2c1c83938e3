package io.sparsed.bench.quality;

import io.sparsed.client.DiffusionOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that are the same for every prompt and policy.
 *
 * @param genLength tokens to generate
 * @param steps denoising steps
 * @param blockLength tokens of a generation block; 0: the model has none
 * @param temperature sampling temperature; 0 is greedy
 * @param blockSize tokens of a query or key block
 * @param seed seed of sampling and of random blocks
 */
record RunSettings(
    int genLength, int steps, int blockLength, double temperature, int blockSize, long seed) {

  /** Returns the diffusion options of a request. */
  DiffusionOptions diffusion() {
    DiffusionOptions.Builder options =
        DiffusionOptions.builder()
            .genLength(genLength)
            .steps(steps)
            .temperature(temperature)
            .seed(seed);
    return blockLength == 0 ? options.build() : options.blockLength(blockLength).build();
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
