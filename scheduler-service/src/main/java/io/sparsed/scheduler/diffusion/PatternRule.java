package io.sparsed.scheduler.diffusion;

/** A PatternRule chooses the key blocks of a pattern; all but {@link #ISOLATED} are research. */
public enum PatternRule {
  /** SparseD's rule: the highest attention scores, separately among prompt and generation. */
  ISOLATED,
  /** An ablation: the highest attention scores, prompt and generation together. */
  JOINT,
  /** An ablation: {@link #ISOLATED} with one choice for all heads of a layer. */
  SHARED_HEADS,
  /** A baseline: the key blocks around the query block. */
  SLIDING_WINDOW,
  /** A baseline (StreamingLLM): the first key block and those around the query block. */
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
