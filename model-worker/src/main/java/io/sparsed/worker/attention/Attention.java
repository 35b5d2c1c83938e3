package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;

/** How the layers of one forward attend. */
@FunctionalInterface
public interface Attention {
  /**
   * Attends in one layer.
   *
   * @param owner the manager that closes the result
   * @param q [canvases, heads, length, headDim]
   * @param k [canvases, kvHeads, length, headDim]
   * @param v as k
   * @return [canvases, heads, length, headDim]
   */
  PtNDArray attend(NDManager owner, int layer, PtNDArray q, PtNDArray k, PtNDArray v);

  /** Every query attends to every key. */
  static Attention dense(AttentionKernels kernels) {
    return (owner, layer, q, k, v) -> kernels.dense(owner, q, k, v);
  }

  /**
   * Dense, and what each layer's queries and keys say is worth keeping goes into the pattern.
   *
   * @param scale of the scores that choose
   */
  static Attention selecting(
      AttentionKernels kernels, double scale, BlockSelection selection, Pattern.Builder pattern) {
    return (owner, layer, q, k, v) -> {
      pattern.layer(layer, kernels.select(q, k, scale, pattern.shape().blockSize(), selection));
      return kernels.dense(owner, q, k, v);
    };
  }

  /** Only the blocks of a pattern. */
  static Attention sparse(PreparedPattern pattern) {
    return pattern::sparse;
  }
}
