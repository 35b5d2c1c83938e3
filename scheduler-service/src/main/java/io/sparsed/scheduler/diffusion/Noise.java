package io.sparsed.scheduler.diffusion;

/**
 * Sampling noise without state: a hash of (seed, domain, step, position), so that the same request
 * gives the same answer whatever worker, batch or retry it ran on. The mixer is the finalizer of
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
 *
 * @param seed of the request
 */
record Noise(long seed) {

  /** The choices that draw noise here; a worker has a domain of its own for vocabulary noise. */
  enum Domain {
    /** The choice of the positions that are committed. */
    POSITION(0x706f736974696f6eL),
    /** The choice of committing a position or not. */
    TRANSFER(0x7472616e73666572L);

    private final long constant;

    Domain(long constant) {
      this.constant = constant;
    }
  }

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Returns a number uniform in (0, 1), both ends excluded: its logarithm is finite. */
  double uniform(Domain domain, int step, int position) {
    long hash = mix(seed + GOLDEN_GAMMA);
    hash = mix((hash ^ domain.constant) + GOLDEN_GAMMA);
    hash = mix((hash ^ step) + GOLDEN_GAMMA);
    hash = mix((hash ^ position) + GOLDEN_GAMMA);
    return ((hash >>> 11) + 0.5) * 0x1p-53;
  }

  /** Returns standard Gumbel noise: added to logits, their argmax is a draw from the softmax. */
  double gumbel(Domain domain, int step, int position) {
    return -Math.log(-Math.log(uniform(domain, step, position)));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
