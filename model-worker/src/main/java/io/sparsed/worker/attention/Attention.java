package io.sparsed.worker.attention;

import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;

/** How the layers of one sequence attend. */
public sealed interface Attention {
  /** Every query attends to every key. */
  record Dense(AttentionKernels kernels) implements Attention {}

  /**
   * Dense, and what each layer's queries and keys say is worth keeping goes into a pattern.
   *
   * @param branch of the pattern
   */
  record DenseAndSelect(AttentionKernels kernels, PatternSelection pattern, int branch)
      implements Attention {}

  /**
   * Only the blocks of a pattern.
   *
   * @param branch of the pattern
   */
  record Sparse(PreparedPattern pattern, int branch) implements Attention {}

  /** True if it reads the queries of all rows, whichever are wanted. */
  default boolean readsEveryQuery() {
    return this instanceof DenseAndSelect;
  }
}
