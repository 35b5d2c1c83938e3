package io.sparsed.scheduler.diffusion;

/** How attention runs in a forward. */
public sealed interface Attention {

  /** Every query attends to every key. */
  record Dense() implements Attention {}

  /**
   * Dense, and the request's pattern is taken from this forward.
   *
   * @param patternId under which the worker keeps it
   * @param sparsity block size, share and scale of the selection
   */
  record DenseAndSelect(String patternId, Sparsity sparsity) implements Attention {}

  /**
   * Only the key blocks of a pattern.
   *
   * @param patternId of the pattern
   * @param select share of the key blocks that it keeps, in (0, 1]
   */
  record Sparse(String patternId, double select) implements Attention {}
}
