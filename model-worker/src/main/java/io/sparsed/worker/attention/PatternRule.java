package io.sparsed.worker.attention;

/** A PatternRule chooses the key blocks of a pattern from attention scores. */
public enum PatternRule {
  /** SparseD: the highest scores, prompt and generation blocks chosen apart. */
  ISOLATED,
  /** The highest scores, prompt and generation blocks competing for the same number of places. */
  JOINT,
  /** As {@link #ISOLATED}, but all heads of a layer keep the blocks that most of them chose. */
  SHARED_HEADS
}
