package io.sparsed.worker.attention;

/** A PatternRule chooses the key blocks of a pattern from attention scores. */
public enum PatternRule {
  /** SparseD: the highest scores, prompt and generation blocks chosen apart. */
  ISOLATED,
  /** The highest scores, prompt and generation blocks competing for the same number of places. */
  JOINT,
  /**
   * The key blocks that most heads of a layer chose by {@link #ISOLATED}, the same for all heads.
   */
  SHARED_HEADS
}
