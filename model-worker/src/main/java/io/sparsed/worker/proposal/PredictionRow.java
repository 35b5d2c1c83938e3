package io.sparsed.worker.proposal;

/** The row of the hidden states that predicts the token at a position. */
public enum PredictionRow {
  /** The row of the position itself. */
  SAME,
  /** The row before the position; row 0 for position 0. */
  PREVIOUS;

  /** Returns the row that predicts {@code position}. */
  public int of(int position) {
    return switch (this) {
      case SAME -> position;
      case PREVIOUS -> Math.max(0, position - 1);
    };
  }
}
