package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;

/**
 * The work of forwards as it can be told before any is measured, by kind of attention: a worker may
 * be much better at one than at the other.
 *
 * @param dense of forwards with dense attention, millions of floating-point operations
 * @param sparse of forwards with block-sparse attention, in the same unit
 */
record StepCost(long dense, long sparse) {

  static final StepCost NOTHING = new StepCost(0, 0);

  /**
   * Operations of a layer's matrices per token, in squares of the hidden size: about 12 weights.
   */
  private static final double LINEAR = 24;

  /** Operations of attention per pair of tokens, in hidden sizes: scores, then values. */
  private static final double ATTENTION = 4;

  /** Choosing a pattern computes the scores once more. */
  private static final double SELECTION = 1.5;

  /** The work of a forward. */
  static StepCost of(Forward forward) {
    return switch (forward.attention()) {
      case Attention.Dense _ -> dense(forward, 1);
      case Attention.DenseAndSelect _ -> dense(forward, SELECTION);
      case Attention.Sparse(_, double select) -> new StepCost(0, megaflops(forward, select));
    };
  }

  /** The work of taking the pattern of a sparse forward again. */
  static StepCost ofSelection(Forward forward) {
    return dense(forward, SELECTION);
  }

  StepCost plus(StepCost other) {
    return new StepCost(dense + other.dense, sparse + other.sparse);
  }

  StepCost minus(StepCost other) {
    return new StepCost(dense - other.dense, sparse - other.sparse);
  }

  /** This, but of each kind at least the other. */
  StepCost atLeast(StepCost other) {
    return new StepCost(Math.max(dense, other.dense), Math.max(sparse, other.sparse));
  }

  private static StepCost dense(Forward forward, double share) {
    return new StepCost(megaflops(forward, share), 0);
  }

  /** At least 1, so that work is never free. */
  private static long megaflops(Forward forward, double share) {
    ModelFacts model = forward.model();
    double hidden = (double) model.heads() * model.headDim();
    double tokens = forward.tokens().size();
    double canvases = forward.cfgScale() > 0 ? 2 : 1;
    double perToken = hidden * (LINEAR * hidden + ATTENTION * tokens * share);
    return Math.max(1, (long) (canvases * model.layers() * tokens * perToken / 1e6));
  }
}
