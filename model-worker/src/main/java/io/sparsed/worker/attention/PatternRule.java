package io.sparsed.worker.attention;

/** A rule by which the key blocks of a pattern are chosen from attention scores. */
public enum PatternRule {
  /** SparseD: prompt and generation blocks are chosen apart. */
  ISOLATED,
  /** Prompt and generation blocks compete with each other. */
  JOINT,
  /** All heads of a layer keep the blocks that most of them chose. */
  SHARED_HEADS
}
