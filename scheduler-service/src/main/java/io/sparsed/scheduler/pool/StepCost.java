package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;

/**
 * A StepCost is the work of forwards by the cost model of {@code DescribeResponse}. It separates
 * the kinds of attention, since a worker may be much faster at one than at the other.
 *
 * @param dense work of forwards with dense attention, millions of floating-point operations
 * @param sparse work of forwards with block-sparse attention, in the same unit
 */
public record StepCost(long dense, long sparse) {

  /** No work. */
  public static final StepCost NOTHING = new StepCost(0, 0);

  /** The attention work of a forward that takes a pattern, which computes the scores once more. */
  private static final double SELECTION = 1.5;

  /** Returns the work of a forward over {@code canvases} canvases of {@code tokens} tokens. */
  public static StepCost of(ModelFacts model, int tokens, int canvases, Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> dense(model, tokens, canvases, 1);
      case Attention.DenseAndSelect _ -> dense(model, tokens, canvases, SELECTION);
      case Attention.Sparse(_, double select) ->
          new StepCost(0, megaflops(model, tokens, canvases, select));
    };
  }

  /** Returns the work of a forward. */
  public static StepCost of(Forward forward) {
    return of(forward.model(), forward.tokens().length(), forward.canvases(), forward.attention());
  }

  /** Returns the work of both kinds together. */
  public long total() {
    return dense + sparse;
  }

  /** Returns the sum of this work and the other. */
  public StepCost plus(StepCost other) {
    return new StepCost(dense + other.dense, sparse + other.sparse);
  }

  StepCost minus(StepCost other) {
    return new StepCost(dense - other.dense, sparse - other.sparse);
  }

  /** Returns the greater work of each kind. */
  StepCost atLeast(StepCost other) {
    return new StepCost(Math.max(dense, other.dense), Math.max(sparse, other.sparse));
  }

  private static StepCost dense(ModelFacts model, int tokens, int canvases, double share) {
    return new StepCost(megaflops(model, tokens, canvases, share), 0);
  }

  /** Returns the work in millions of floating-point operations, at least 1. */
  private static long megaflops(ModelFacts model, int tokens, int canvases, double share) {
    double perToken = model.flopsPerToken() + model.flopsPerTokenPair() * tokens * share;
    return Math.max(1, (long) ((double) canvases * tokens * perToken / 1e6));
  }
}
