package io.sparsed.bench.load;

/**
 * The shape of every request of a load.
 *
 * @param prompt tokens of the prompt, at least 1
 * @param generated tokens to generate, at least 1
 * @param steps denoising steps, at least 1
 * @param dense true: dense attention throughout
 */
record RequestShape(int prompt, int generated, int steps, boolean dense) {
  /** Throws unless there are a prompt, tokens to generate and steps. */
  RequestShape {
    if (prompt < 1 || generated < 1 || steps < 1) {
      throw new IllegalArgumentException("lengths and steps are at least 1");
    }
  }
}
