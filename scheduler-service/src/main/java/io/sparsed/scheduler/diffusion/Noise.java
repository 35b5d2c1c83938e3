package io.sparsed.scheduler.diffusion;

/**
 * A Noise computes sampling noise as a hash of (seed, domain, step, position). It has no state, so
 * that a request gives the same answer whatever worker, batch or retry it ran on. The mixer is the
 * finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
 * OOPSLA 2014).
 *
 * @param seed seed of the request
 */
record Noise(long seed) {

  /** A Domain separates the noise of one kind of choice; workers have one for the vocabulary. */
  enum Domain {
    /** The ranking of positions. */
    POSITION(0x706f736974696f6eL),
    /** The decision to commit a position or not. */
    TRANSFER(0x7472616e73666572L);

    private final long constant;

    Domain(long constant) {
      this.constant = constant;
    }
  }

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Returns a uniform number in (0, 1), both ends excluded, so that its logarithm is finite. */
  double uniform(Domain domain, int step, int position) {
    long hash = mix(seed + GOLDEN_GAMMA);
    hash = mix((hash ^ domain.constant) + GOLDEN_GAMMA);
    hash = mix((hash ^ step) + GOLDEN_GAMMA);
    hash = mix((hash ^ position) + GOLDEN_GAMMA);
    return ((hash >>> 11) + 0.5) * 0x1p-53;
  }

  /** Returns standard Gumbel noise; added to logits, it makes their argmax a softmax draw. */
  double gumbel(Domain domain, int step, int position) {
    return -Math.log(-Math.log(uniform(domain, step, position)));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
