package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;

/**
 * The three kinds of work that attention is, as one device does them. Tensors are q [canvases,
 * heads, length, headDim], k and v [canvases, kvHeads, length, headDim]; the scale of attention is
 * 1/sqrt(headDim). Used by the thread that owns the device.
 */
public interface AttentionKernels extends AutoCloseable {
  /** Every query attends to every key. */
  PtNDArray dense(NDManager owner, PtNDArray q, PtNDArray k, PtNDArray v);

  /**
   * The blocks worth keeping.
   *
   * @param scale of the scores from which they are chosen
   * @return 0 or 1 per [canvases, heads, query blocks, key blocks]
   */
  byte[] select(PtNDArray q, PtNDArray k, double scale, int blockSize, BlockSelection selection);

  /** Readies a pattern for use on the device; the result holds device memory until closed. */
  PreparedPattern prepare(Pattern pattern);

  @Override
  void close();

  /** The kernels that run on any torch device. */
  static AttentionKernels portable(Torch torch) {
    return new PortableKernels(torch);
  }

  /** A pattern on its device. */
  interface PreparedPattern extends AutoCloseable {
    /** Each query block attends to the key blocks that the pattern keeps for it. */
    PtNDArray sparse(NDManager owner, int layer, PtNDArray q, PtNDArray k, PtNDArray v);

    @Override
    void close();
  }
}
