package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;

/** How the layers of one sequence attend. */
@FunctionalInterface
public interface Attention {
  /**
   * Attends in one layer.
   *
   * @param owner the manager that closes the result
   * @return [wanted rows, heads * headDim]
   */
  PtNDArray attend(NDManager owner, int layer, HeadTensors in, Span span);

  /** True if it reads the queries of all rows, whichever are wanted. */
  default boolean readsEveryQuery() {
    return false;
  }

  /** Every query attends to every key. */
  static Attention dense(AttentionKernels kernels) {
    return (owner, layer, in, span) -> kernels.dense(owner, in, span);
  }

  /**
   * Dense, and what each layer's queries and keys say is worth keeping goes into a pattern.
   *
   * @param branch of the pattern
   */
  static Attention selecting(AttentionKernels kernels, PatternSelection pattern, int branch) {
    return new Attention() {
      @Override
      public PtNDArray attend(NDManager owner, int layer, HeadTensors in, Span span) {
        pattern.add(branch, layer, in, span);
        return kernels.dense(owner, in, span);
      }

      @Override
      public boolean readsEveryQuery() {
        return true;
      }
    };
  }

  /**
   * Only the blocks of a pattern.
   *
   * @param branch of the pattern
   */
  static Attention sparse(PreparedPattern pattern, int branch) {
    return (owner, layer, in, span) -> pattern.sparse(owner, branch, layer, in, span);
  }
}
