package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/** Attention through ATen operators alone. */
final class PortableKernels implements AttentionKernels {
  /**
   * Bytes of scores that pattern selection works on at a time: what a CPU's cache holds, or a GPU
   * fills.
   */
  private static final long CPU_SELECTION_BYTES = 8L << 20;

  private static final long GPU_SELECTION_BYTES = 256L << 20;

  private final Torch torch;
  private final Script dense;
  private final Script sparse;
  private final Script selection;

  PortableKernels(Torch torch) {
    this.torch = torch;
    this.dense = torch.script("dense_attention");
    this.sparse = torch.script("sparse_attention");
    this.selection = torch.script("pattern_selection");
  }

  @Override
  public PtNDArray dense(NDManager owner, PtNDArray q, PtNDArray k, PtNDArray v) {
    return dense.call(owner, q, k, v);
  }

  @Override
  public byte[] select(
      PtNDArray q, PtNDArray k, double scale, int blockSize, BlockSelection selection) {
    try (var scope = torch.manager().newSubManager();
        var kept =
            this.selection.call(
                scope,
                q,
                k,
                scale,
                blockSize,
                selection.last(),
                selection.keep(),
                selection.keepGeneration(),
                rowsAtOnce(blockSize, q.getShape().get(2)))) {
      return kept.toByteArray();
    }
  }

  /** A multiple of the block size, or a power of two below it. */
  private long rowsAtOnce(int blockSize, long length) {
    long bytes = torch.isGpu() ? GPU_SELECTION_BYTES : CPU_SELECTION_BYTES;
    long rows = Math.max(1, bytes / (length * Float.BYTES));
    return rows >= blockSize ? rows - rows % blockSize : Long.highestOneBit(rows);
  }

  @Override
  public PreparedPattern prepare(Pattern pattern) {
    return new GatheredPattern(torch, this, sparse, pattern);
  }

  @Override
  public void close() {
    dense.close();
    sparse.close();
    selection.close();
  }
}
