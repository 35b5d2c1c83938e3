package io.sparsed.client;

/**
 * The rule by which the key blocks of a sparse pattern are chosen. {@link #ISOLATED} is SparseD;
 * the others are ablations and baselines, for research.
 */
public enum PatternRule {
  /**
   * SparseD: per layer, head and query block the key blocks with the highest scores, chosen apart
   * among prompt blocks and generation blocks.
   */
  ISOLATED,
  /** Like {@link #ISOLATED}, but prompt and generation blocks compete for the same places. */
  JOINT,
  /** Like {@link #ISOLATED}, but all heads of a layer keep the blocks that most of them chose. */
  SHARED_HEADS,
  /** The blocks around the query's own. */
  SLIDING_WINDOW,
  /** The first block, and the blocks around the query's own (StreamingLLM). */
  ATTENTION_SINK,
  /** The query's own block, and others at random. */
  RANDOM
}
