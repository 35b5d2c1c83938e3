package io.sparsed.bench.load;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.SparseOptions;
import java.util.Optional;

/**
 * The shape of every request of a load.
 *
 * @param prompt tokens of the prompt, at least 1
 * @param generated tokens to generate, at least 1
 * @param steps denoising steps, at least 1
 * @param blockLength tokens of a generation block; empty: the model's default
 * @param reuse which steps reuse keys and values
 * @param refreshEvery steps from a refresh to the next; 0: at the starts of blocks only
 * @param dense true: dense attention throughout
 */
record RequestShape(
    int prompt,
    int generated,
    int steps,
    Optional<Integer> blockLength,
    KeyValueReuse reuse,
    int refreshEvery,
    boolean dense) {
  /** Throws unless there are a prompt, tokens to generate and steps. */
  RequestShape {
    if (prompt < 1 || generated < 1 || steps < 1) {
      throw new IllegalArgumentException("lengths and steps are at least 1");
    }
  }

  /** Returns the tokens of prompt and generation. */
  int canvas() {
    return prompt + generated;
  }

  /** Returns the options of a request's denoising. */
  DiffusionOptions diffusion(long seed) {
    DiffusionOptions.Builder options =
        DiffusionOptions.builder().genLength(generated).steps(steps).seed(seed);
    blockLength.ifPresent(options::blockLength);
    if (reuse != KeyValueReuse.NONE) {
      options.reuse(reuse).refreshEvery(refreshEvery);
    }
    return options.build();
  }

  /** Returns the options of a request's attention. */
  SparseOptions sparse() {
    return dense ? SparseOptions.dense() : SparseOptions.defaults();
  }
}
