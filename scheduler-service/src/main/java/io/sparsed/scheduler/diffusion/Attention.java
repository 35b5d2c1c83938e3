package io.sparsed.scheduler.diffusion;

/** An Attention directs how attention runs in a forward. */
public sealed interface Attention {

  /** Dense attention: every query attends to every key. */
  record Dense() implements Attention {}

  /**
   * Dense attention from which the request's pattern is taken.
   *
   * @param patternId id under which the worker keeps the pattern
   * @param selection choice of the key blocks
   */
  record DenseAndSelect(String patternId, Selection selection) implements Attention {}

  /**
   * Block-sparse attention: a query attends to the key blocks of a pattern only.
   *
   * @param pattern the pattern
   * @param select share of the key blocks that the pattern keeps, in (0, 1]
   */
  record Sparse(SparsePattern pattern, double select) implements Attention {}

  /** The pattern of a sparse forward. */
  sealed interface SparsePattern {}

  /**
   * A pattern that was taken from an earlier forward of the request.
   *
   * @param patternId id under which workers keep it
   */
  record Taken(String patternId) implements SparsePattern {}

  /**
   * A pattern that follows from its description alone.
   *
   * @param selection choice of the key blocks, by a rule that {@link PatternRule#isFixed}
   * @param seed seed of random blocks
   */
  record Fixed(Selection selection, long seed) implements SparsePattern {}

  /**
   * The choice of a pattern's key blocks.
   *
   * @param rule rule of the choice
   * @param blockSize tokens of a query or key block: a power of two from 16 to 256
   * @param select share of the key blocks that a query block keeps, in (0, 1]
   * @param scoreScale factor of the scores, above 0; without effect under a fixed rule
   */
  record Selection(PatternRule rule, int blockSize, double select, double scoreScale) {}
}
