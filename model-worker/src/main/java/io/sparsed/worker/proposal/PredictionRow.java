package io.sparsed.worker.proposal;

/** A PredictionRow says which row of the hidden states predicts the token at a position. */
public enum PredictionRow {
  /** The row of the position itself (LLaDA). */
  SAME,
  /** The row before it, row 0 for position 0: logits are shifted (Dream). */
  PREVIOUS;

  /** Returns the row that predicts a position of a canvas. */
  public int rowOf(int position) {
    return switch (this) {
      case SAME -> position;
      case PREVIOUS -> Math.max(0, position - 1);
    };
  }
}
