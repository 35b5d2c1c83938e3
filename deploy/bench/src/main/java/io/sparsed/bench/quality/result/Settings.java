package io.sparsed.bench.quality.result;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.DiffusionOptions;

/**
 * What is the same for every prompt and policy.
 *
 * @param genLength tokens to generate
 * @param steps denoising steps
 * @param blockLength tokens of a generation block; 0: the model's family has none
 * @param temperature of sampling; 0 is greedy
 * @param blockSize tokens of a query or key block
 * @param seed of sampling and of random blocks
 */
public record Settings(
    int genLength, int steps, int blockLength, double temperature, int blockSize, long seed) {

  /** What the scheduler is asked for. */
  public DiffusionOptions diffusion() {
    DiffusionOptions.Builder options =
        DiffusionOptions.builder()
            .genLength(genLength)
            .steps(steps)
            .temperature(temperature)
            .seed(seed);
    return blockLength == 0 ? options.build() : options.blockLength(blockLength).build();
  }

  /** As JSON, names as in the wire contract. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("gen_length", genLength)
        .put("steps", steps)
        .put("block_length", blockLength)
        .put("temperature", temperature)
        .put("block_size", blockSize)
        .put("seed", seed);
  }
}
