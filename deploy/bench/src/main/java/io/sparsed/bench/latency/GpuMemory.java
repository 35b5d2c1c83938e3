package io.sparsed.bench.latency;

/**
 * The memory of the GPU in use once a canvas was measured. libtorch keeps what it once took, so it
 * is the most that this canvas and those before it held.
 *
 * @param canvas canvas length in tokens
 * @param bytes bytes in use
 */
record GpuMemory(int canvas, long bytes) {
  /** Returns the memory in GiB. */
  double gibibytes() {
    return bytes / (double) (1L << 30);
  }
}
