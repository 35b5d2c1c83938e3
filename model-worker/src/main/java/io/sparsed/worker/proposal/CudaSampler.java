package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;

/**
 * Samples by our CUDA kernel, which reads bf16 logits once. The host waits once, for all chunks.
 */
final class CudaSampler implements Sampler {
  /** Logits of a chunk: enough rows for a good matrix product. */
  private static final long CHUNK_LOGITS = 128L << 20;

  /** The number that elements of a row are a multiple of. */
  private static final int ALIGNED = 8;

  private final CudaDevice cuda;
  private final SamplingSettings settings;
  private final int vocabulary;
  private final int count;
  private final NDManager owner;
  private final PtNDArray drawn;

  /**
   * Readies the sampler.
   *
   * @param owner the manager that closes its device memory
   * @param count positions of all requests of the group
   */
  CudaSampler(
      NDManager owner, CudaDevice cuda, SamplingSettings settings, int count, int vocabulary) {
    this.cuda = cuda;
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.count = count;
    this.owner = owner;
    this.drawn = cuda.words(owner, 2L * count); // the tokens, then the confidences' bits
  }

  @Override
  public int rowsAtOnce() {
    return Math.clamp(CHUNK_LOGITS / vocabulary, 1, Integer.MAX_VALUE);
  }

  /** Returns true if the kernel can draw: from one canvas, unfiltered, without returned logits. */
  static boolean serves(SamplingSettings settings, int count, int vocabulary) {
    return !(settings.sampling() instanceof Sampling.Given)
        && settings.canvases() == 1
        && settings.filter().topP() == 1
        && settings.filter().topK() == 0
        && !settings.withLogits()
        && count > 0
        && vocabulary % ALIGNED == 0;
  }

  @Override
  public void add(int from, PtNDArray logits, PtNDArray keys) {
    int rows = Math.toIntExact(keys.getShape().get(0));
    long bytes = cuda.kernels().proposal().workspaceBytes(rows, vocabulary);
    try (var workspace = cuda.words(owner, Math.ceilDiv(bytes, Long.BYTES))) {
      long tokens = cuda.address(drawn) + (long) from * Long.BYTES;
      cuda.kernels()
          .proposal()
          .propose(
              cuda.address(logits),
              cuda.address(keys),
              rows,
              vocabulary,
              settings.sampling().code(),
              settings.sampling().temperature(),
              settings.confidence().code(),
              tokens,
              tokens + (long) count * Long.BYTES,
              cuda.workspace(workspace),
              cuda.stream());
    }
  }

  @Override
  public Proposals finish() {
    long[] words = cuda.download(drawn);
    var tokens = new int[count];
    var confidences = new double[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = Math.toIntExact(words[i]);
      confidences[i] = Double.longBitsToDouble(words[count + i]);
    }
    return new Proposals(tokens, confidences, new float[0]);
  }
}
