package io.sparsed.worker.proposal;

/**
 * Makes the keys of the sampling noise. Noise is a counter-based hash of (seed, step, position,
 * vocabulary index), so that the same seed gives the same tokens whatever worker, batch or retry a
 * step ran on. The mixing function is that of splitmix64 (Steele, Lea and Flood, 2014).
 */
final class NoiseKey {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private NoiseKey() {}

  /** Returns the key of a position, into which samplers mix the vocabulary index. */
  static long of(long seed, int step, int position) {
    return mix(mix(mix(seed + GOLDEN_GAMMA) + step) + position);
  }

  /** Mixes the bits of a number. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
