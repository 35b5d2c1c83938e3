package io.sparsed.scheduler.diffusion;

/**
 * An AttentionPlan is SparseD's schedule of attention for one request (Section 4 of the paper).
 * Attention is dense in the first {@code skip} share of the steps; the pattern is taken from the
 * first forward at or after nominal step {@code int(steps * skip) + 1}; attention is block-sparse
 * after it. A pattern that no step could use is not taken. The plan remembers that the pattern was
 * taken. Not thread-safe: owned by the request's thread.
 */
public final class AttentionPlan {

  private final Sparsity sparsity;
  private final Attention.Selection selection;
  private final int steps;
  private final String patternId;
  private final long seed;
  private boolean taken;

  /**
   * Plans the attention of one request.
   *
   * @param sparsity sparse options of the request
   * @param selection choice of the pattern's key blocks, which follows from the options
   * @param steps steps of the schedule, the T of the paper
   * @param patternId id of the pattern, unique to the request
   * @param seed seed of a random pattern
   */
  public AttentionPlan(
      Sparsity sparsity, Attention.Selection selection, int steps, String patternId, long seed) {
    this.sparsity = sparsity;
    this.selection = selection;
    this.steps = steps;
    this.patternId = patternId;
    this.seed = seed;
  }

  /** Returns how attention runs at the next step, a forward over the whole canvas. */
  public Attention at(Step step) {
    Attention attention = at(step.nominalStep(), taken);
    taken |= attention instanceof Attention.DenseAndSelect;
    return attention;
  }

  /** Returns how attention is expected to run at a nominal step, in [0, steps). */
  public Attention expectedAt(int nominalStep) {
    return at(nominalStep, nominalStep > patternStep());
  }

  /** Returns true if a pattern is taken, which then is state of the request on workers. */
  public boolean takesPattern() {
    return isSparse() && !sparsity.rule().isFixed();
  }

  private Attention at(int nominalStep, boolean hasPattern) {
    if (!isSparse() || nominalStep < firstSparseOrSelecting()) {
      return new Attention.Dense();
    }
    if (sparsity.rule().isFixed()) {
      return new Attention.Sparse(new Attention.Fixed(selection, seed), sparsity.select());
    }
    return hasPattern
        ? new Attention.Sparse(new Attention.Taken(patternId), sparsity.select())
        : new Attention.DenseAndSelect(patternId, selection);
  }

  private boolean isSparse() {
    return !sparsity.origin() && patternStep() < steps - 1;
  }

  /**
   * Returns the first nominal step that is not plainly dense. A fixed pattern needs no step that
   * takes it, and serves every step if {@code skip} is 0.
   */
  private int firstSparseOrSelecting() {
    if (!sparsity.rule().isFixed()) {
      return patternStep();
    }
    return sparsity.skip() == 0 ? 0 : patternStep() + 1;
  }

  private int patternStep() {
    return (int) (steps * sparsity.skip()) + 1;
  }
}
