package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import java.util.Arrays;

/** Draws by our CUDA kernel, which reads bf16 logits once. The host waits once, for everything. */
final class CudaDraw implements Draw {
  /** Logits of a chunk: enough rows for a good matrix product. */
  private static final long CHUNK_LOGITS = 128L << 20;

  /** Elements of a row are a multiple of this. */
  private static final int ALIGNED = 8;

  private final CudaDevice cuda;
  private final Manner manner;
  private final int vocabulary;
  private final int count;
  private final NDManager owner;
  private final PtNDArray drawn;

  /**
   * @param owner the manager that closes what is on the device
   */
  CudaDraw(NDManager owner, CudaDevice cuda, Manner manner, int count, int vocabulary) {
    this.cuda = cuda;
    this.manner = manner;
    this.vocabulary = vocabulary;
    this.count = count;
    this.owner = owner;
    this.drawn = cuda.words(owner, 2L * count); // the tokens, then the confidences' bits
  }

  @Override
  public int rowsAtOnce() {
    return Math.clamp(CHUNK_LOGITS / vocabulary, 1, Integer.MAX_VALUE);
  }

  /** True for what the kernel draws: one canvas, no filter, no logits for the caller. */
  static boolean serves(Manner manner, int count, int vocabulary) {
    return manner.canvases() == 1
        && manner.filter().topP() == 1
        && manner.filter().topK() == 0
        && !manner.withLogits()
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
              manner.sampling().code(),
              manner.sampling().temperature(),
              manner.confidence().code(),
              tokens,
              tokens + (long) count * Long.BYTES,
              cuda.memory(workspace),
              cuda.stream());
    }
  }

  @Override
  public Proposals finish() {
    long[] words = cuda.download(drawn);
    return new Proposals(
        Arrays.stream(words, 0, count).mapToInt(Math::toIntExact).toArray(),
        Arrays.stream(words, count, 2 * count).mapToDouble(Double::longBitsToDouble).toArray(),
        new float[0]);
  }
}
