package io.sparsed.scheduler.diffusion;

/** How the key blocks of a pattern are chosen; all but {@link #ISOLATED} are for research. */
public enum PatternRule {
  /** SparseD: by attention scores, prompt and generation apart. */
  ISOLATED,
  /** An ablation: by attention scores, prompt and generation together. */
  JOINT,
  /** An ablation: as {@link #ISOLATED}, but one choice for all heads of a layer. */
  SHARED_HEADS,
  /** A baseline: the blocks around the query's own. */
  SLIDING_WINDOW,
  /** A baseline (StreamingLLM): the first block and those around the query's own. */
  ATTENTION_SINK,
  /** A baseline: the query's own block and random others. */
  RANDOM;

  /** Returns true if the pattern is known without any attention. */
  public boolean isFixed() {
    return switch (this) {
      case ISOLATED, JOINT, SHARED_HEADS -> false;
      case SLIDING_WINDOW, ATTENTION_SINK, RANDOM -> true;
    };
  }
}
