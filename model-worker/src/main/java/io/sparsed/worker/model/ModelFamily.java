package io.sparsed.worker.model;

/** The published families that this worker runs. They share one transformer. */
public enum ModelFamily {
  LLADA,
  DREAM;

  /**
   * The row of the hidden states from which the token at a position is predicted: Dream predicts a
   * position from the row before it (its logits are shifted by one; row 0 stays).
   */
  public int rowOf(int position) {
    return switch (this) {
      case LLADA -> position;
      case DREAM -> Math.max(0, position - 1);
    };
  }

  /** True where the published code scales the scores that choose a pattern by 1/sqrt(heads). */
  public boolean scalesPatternByHeads() {
    return this == LLADA;
  }
}
