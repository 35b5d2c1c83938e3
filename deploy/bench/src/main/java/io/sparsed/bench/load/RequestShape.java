package io.sparsed.bench.load;

/**
 * What each request asks for.
 *
 * @param prompt tokens, at least 1
 * @param generated tokens, at least 1
 * @param steps of denoising, at least 1
 * @param dense without sparse attention
 */
record RequestShape(int prompt, int generated, int steps, boolean dense) {
  /** Refuses a request without prompt, tokens or steps. */
  RequestShape {
    if (prompt < 1 || generated < 1 || steps < 1) {
      throw new IllegalArgumentException("lengths and steps are at least 1");
    }
  }

  @Override
  public String toString() {
    return "%d prompt tokens, %d generated in %d steps, %s"
        .formatted(prompt, generated, steps, dense ? "dense" : "sparse");
  }
}
