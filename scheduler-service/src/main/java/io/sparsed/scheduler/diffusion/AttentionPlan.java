package io.sparsed.scheduler.diffusion;

/**
 * An AttentionPlan is SparseD's schedule of attention for one request (Section 4 of the paper).
 * Attention is dense in the first {@code skip} share of the steps; the pattern is taken from the
 * first forward at or after nominal step {@code int(steps * skip) + 1}; attention is block-sparse
 * after it. A pattern that no step could use is not taken. A reuse step takes no pattern; refreshes
 * after the first one that did may take it anew. A pattern is that of one canvas length: where a
 * generation block was appended, the block's first full forward takes it anew. The plan remembers
 * what was taken. Not thread-safe: owned by the request's thread.
 */
public final class AttentionPlan {

  private final Sparsity sparsity;
  private final Attention.Selection selection;
  private final int steps;
  private final String idPrefix;
  private final long seed;
  private final boolean openLength;
  private int patterns;
  private int patternBlock;
  private int refreshesSince;

  /**
   * Plans the attention of one request.
   *
   * @param sparsity sparse options of the request
   * @param selection choice of the pattern's key blocks, which follows from the options
   * @param steps steps of the schedule, the T of the paper; those of a block if the length is open
   * @param idPrefix beginning of the ids of patterns, unique to the request
   * @param seed seed of a random pattern
   * @param openLength true if every generation block but the first is appended
   */
  public AttentionPlan(
      Sparsity sparsity,
      Attention.Selection selection,
      int steps,
      String idPrefix,
      long seed,
      boolean openLength) {
    this.sparsity = sparsity;
    this.selection = selection;
    this.steps = steps;
    this.idPrefix = idPrefix;
    this.seed = seed;
    this.openLength = openLength;
  }

  /**
   * Returns how attention runs at the next step, which takes part in a pattern as a full forward.
   */
  public Attention at(Step step) {
    return at(step, new KeyValues.None());
  }

  /**
   * Returns how attention runs at the next step.
   *
   * @param keyValues what its forward does with keys and values
   */
  public Attention at(Step step, KeyValues keyValues) {
    boolean isFull = !(keyValues instanceof KeyValues.Reuse);
    boolean hasPattern = patterns > 0 && (!openLength || step.generationBlock() == patternBlock);
    boolean isDue = isFull && (!hasPattern || isDueAgain(keyValues));
    Attention attention = at(step.nominalStep(), hasPattern, isDue);
    if (attention instanceof Attention.DenseAndSelect) {
      patterns++;
      patternBlock = step.generationBlock();
      refreshesSince = 0;
    }
    return attention;
  }

  /** Counts a refresh and returns true if it takes the pattern anew. */
  private boolean isDueAgain(KeyValues keyValues) {
    return keyValues instanceof KeyValues.Refresh && ++refreshesSince == sparsity.patternRefresh();
  }

  /** Returns how attention is expected to run at a nominal step, in [0, steps). */
  public Attention expectedAt(int nominalStep) {
    boolean taken = nominalStep > patternStep();
    return at(nominalStep, taken, !taken);
  }

  /** Returns true if a pattern is taken, which then is state of the request on workers. */
  public boolean takesPattern() {
    return isSparse() && !sparsity.rule().isFixed();
  }

  private Attention at(int nominalStep, boolean hasPattern, boolean takesIt) {
    if (!isSparse() || nominalStep < firstSparseOrSelecting()) {
      return new Attention.Dense();
    }
    if (sparsity.rule().isFixed()) {
      return new Attention.Sparse(new Attention.Fixed(selection, seed), sparsity.select());
    }
    if (takesIt) {
      return new Attention.DenseAndSelect(patternId(patterns), selection);
    }
    return hasPattern
        ? new Attention.Sparse(
            new Attention.Taken(patternId(Math.max(0, patterns - 1))), sparsity.select())
        : new Attention.Dense();
  }

  private String patternId(int index) {
    return idPrefix + "-" + index;
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
