package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;

/**
 * The work of forwards as it can be told before any is measured, by kind of attention: a worker may
 * be much better at one than at the other.
 *
 * @param dense of forwards with dense attention, millions of floating-point operations
 * @param sparse of forwards with block-sparse attention, in the same unit
 */
public record StepCost(long dense, long sparse) {

  /** No work. */
  public static final StepCost NOTHING = new StepCost(0, 0);

  /**
   * Operations of a layer's matrices per token, in squares of the hidden size: about 12 weights.
   */
  private static final double LINEAR = 24;

  /** Operations of attention per pair of tokens, in hidden sizes: scores, then values. */
  private static final double ATTENTION = 4;

  /** Choosing a pattern computes the scores once more. */
  private static final double SELECTION = 1.5;

  /**
   * The work of a forward.
   *
   * @param tokens of a canvas
   * @param canvases 1, or 2 under guidance
   */
  public static StepCost of(ModelFacts model, int tokens, int canvases, Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> dense(model, tokens, canvases, 1);
      case Attention.DenseAndSelect _ -> dense(model, tokens, canvases, SELECTION);
      case Attention.Sparse(_, double select) ->
          new StepCost(0, megaflops(model, tokens, canvases, select));
    };
  }

  /** The work of a forward. */
  static StepCost of(Forward forward) {
    return of(forward.model(), forward.tokens().size(), canvases(forward), forward.attention());
  }

  /** The work of taking the pattern of a sparse forward again. */
  static StepCost ofSelection(Forward forward) {
    return dense(forward.model(), forward.tokens().size(), canvases(forward), SELECTION);
  }

  /** Both kinds together. */
  public long total() {
    return dense + sparse;
  }

  /** This and the other. */
  public StepCost plus(StepCost other) {
    return new StepCost(dense + other.dense, sparse + other.sparse);
  }

  StepCost minus(StepCost other) {
    return new StepCost(dense - other.dense, sparse - other.sparse);
  }

  /** This, but of each kind at least the other. */
  StepCost atLeast(StepCost other) {
    return new StepCost(Math.max(dense, other.dense), Math.max(sparse, other.sparse));
  }

  private static StepCost dense(ModelFacts model, int tokens, int canvases, double share) {
    return new StepCost(megaflops(model, tokens, canvases, share), 0);
  }

  private static int canvases(Forward forward) {
    return forward.cfgScale() > 0 ? 2 : 1;
  }

  /** At least 1, so that work is never free. */
  private static long megaflops(ModelFacts model, int tokens, int canvases, double share) {
    double hidden = (double) model.heads() * model.headDim();
    double perToken = hidden * (LINEAR * hidden + ATTENTION * tokens * share);
    return Math.max(1, (long) ((double) canvases * model.layers() * tokens * perToken / 1e6));
  }
}
