package io.sparsed.scheduler.diffusion;

/**
 * SparseD's schedule: dense through step {@code int(steps * skip) + 1}, from which the pattern is
 * taken, sparse after it. A pattern that no step would use is not taken.
 *
 * @param sparsity of the request
 * @param steps of the whole generation
 * @param patternId unique to the request
 */
public record AttentionPlan(Sparsity sparsity, int steps, String patternId) {

  /** How attention runs at {@code step}. */
  public Attention at(Step step) {
    return at(step.index());
  }

  /** How attention runs at the step of an index from 0. */
  public Attention at(int step) {
    if (!takesPattern() || step < select()) {
      return new Attention.Dense();
    }
    return step == select()
        ? new Attention.DenseAndSelect(patternId, sparsity)
        : new Attention.Sparse(patternId, sparsity.select());
  }

  /** Whether a pattern is taken at all. */
  public boolean takesPattern() {
    return !sparsity.origin() && select() < steps - 1;
  }

  private int select() {
    return (int) (steps * sparsity.skip()) + 1;
  }
}
