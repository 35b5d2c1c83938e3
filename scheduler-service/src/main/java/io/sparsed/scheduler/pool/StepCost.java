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

  /**
   * Returns the work of a forward.
   *
   * @param rows rows of each canvas that are computed
   * @param canvasLength tokens of a canvas
   * @param canvases number of canvases
   */
  public static StepCost of(
      ModelFacts model, int rows, int canvasLength, int canvases, Attention attention) {
    double allRows = (double) rows * canvases;
    return switch (attention) {
      case Attention.Dense _ -> new StepCost(megaflops(model, allRows, canvasLength), 0);
      case Attention.DenseAndSelect _ ->
          new StepCost(megaflops(model, allRows, SELECTION * canvasLength), 0);
      case Attention.Sparse(_, double select) ->
          new StepCost(0, megaflops(model, allRows, select * canvasLength));
    };
  }

  /** Returns the work of a forward. */
  public static StepCost of(Forward forward) {
    return of(
        forward.model(),
        forward.tokens().length(),
        forward.canvasLength(),
        forward.canvases(),
        forward.attention());
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

  /** Returns the work of rows that read some keys, in millions of operations, at least 1. */
  private static long megaflops(ModelFacts model, double rows, double keys) {
    double perRow = model.flopsPerToken() + model.flopsPerTokenPair() * keys;
    return Math.max(1, (long) (rows * perRow / 1e6));
  }
}
