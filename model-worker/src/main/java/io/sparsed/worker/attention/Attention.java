package io.sparsed.worker.attention;

import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;

/**
 * An Attention is how the canvases of one forward attend, ready on the device. The first canvas is
 * branch 0 of its pattern, the unconditional one of guidance branch 1. Owned by the device thread.
 */
public sealed interface Attention extends AutoCloseable {
  /**
   * Dense attention: every query attends to every key.
   *
   * @param kernels kernels that compute it
   */
  record Dense(AttentionKernels kernels) implements Attention {}

  /**
   * Dense attention from whose queries and keys a pattern is taken, layer by layer.
   *
   * @param kernels kernels that compute it
   * @param selection the pattern in the making; closed with this
   */
  record DenseAndSelect(AttentionKernels kernels, PatternSelection selection)
      implements Attention {}

  /**
   * Block-sparse attention: a query attends to the key blocks of a pattern only.
   *
   * @param pattern the pattern, which others may use too
   * @param keptShare share of the key blocks that it keeps, in (0, 1]
   */
  record Sparse(PreparedPattern pattern, double keptShare) implements Attention {}

  /** Returns the share of the key blocks that a query block attends to, in (0, 1]. */
  default double attendedShare() {
    return this instanceof Sparse(_, double keptShare) ? keptShare : 1;
  }

  /** Returns true if the queries of all rows are read, whichever rows are wanted. */
  default boolean readsEveryQuery() {
    return this instanceof DenseAndSelect;
  }

  @Override
  default void close() {
    if (this instanceof DenseAndSelect(_, PatternSelection selection)) {
      selection.close();
    }
  }
}
