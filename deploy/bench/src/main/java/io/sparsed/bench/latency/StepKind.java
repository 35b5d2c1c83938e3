package io.sparsed.bench.latency;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;

/** What a step does. */
sealed interface StepKind {
  /** Dense attention. */
  record Dense() implements StepKind {
    @Override
    public String toString() {
      return "dense";
    }
  }

  /**
   * Dense attention, and the pattern is taken.
   *
   * @param select share of the blocks kept
   */
  record Pattern(double select, int blockSize) implements StepKind {
    @Override
    public String toString() {
      return "pattern, select %s, block %d".formatted(select, blockSize);
    }
  }

  /** Block-sparse attention with such a pattern. */
  record Sparse(double select, int blockSize) implements StepKind {
    @Override
    public String toString() {
      return "sparse, select %s, block %d".formatted(select, blockSize);
    }
  }

  /** Patterns go by this name: each replaces the one before. */
  String PATTERN_ID = "bench";

  /** What the worker is told. */
  default AttentionDirective directive() {
    return switch (this) {
      case Dense() -> new AttentionDirective.Dense();
      case Pattern(double select, int blockSize) ->
          new AttentionDirective.Select(PATTERN_ID, blockSize, select, ScoreScale.REFERENCE);
      case Sparse _ -> new AttentionDirective.Sparse(PATTERN_ID);
    };
  }
}
