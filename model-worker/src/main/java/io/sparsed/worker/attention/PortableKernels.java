package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/** Attention through ATen operators alone. */
final class PortableKernels implements AttentionKernels {
  /** Bytes of scores that pattern selection holds at a time; it needs about four times as much. */
  private static final long SELECTION_BYTES = 64L << 20;

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
    long rowBytes = (long) selection.blocks() * blockSize * Float.BYTES;
    long blocksAtOnce = Math.max(1, SELECTION_BYTES / (rowBytes * blockSize));
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
                blocksAtOnce * blockSize)) {
      return kept.toByteArray();
    }
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
