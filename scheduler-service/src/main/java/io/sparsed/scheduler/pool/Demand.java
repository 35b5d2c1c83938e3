package io.sparsed.scheduler.pool;

import java.util.Optional;

/** What a call needs of a worker, and what it will cost there. */
public final class Demand {

  private final ModelFacts model;
  private final int canvasLength;
  private final StepCost cost;
  private final StepCost selection;
  private final Optional<PatternCopies> pattern;

  private Demand(
      ModelFacts model,
      int canvasLength,
      StepCost cost,
      StepCost selection,
      Optional<PatternCopies> pattern) {
    this.model = model;
    this.canvasLength = canvasLength;
    this.cost = cost;
    this.selection = selection;
    this.pattern = pattern;
  }

  /** Any worker of a model, for a call that costs next to nothing. */
  public static Demand of(ModelFacts model) {
    return new Demand(model, 1, StepCost.NOTHING, StepCost.NOTHING, Optional.empty());
  }

  /**
   * A worker for a forward.
   *
   * @param pattern that it needs, if it does
   */
  public static Demand of(Forward forward, Optional<PatternCopies> pattern) {
    return new Demand(
        forward.model(),
        forward.tokens().size(),
        StepCost.of(forward),
        StepCost.ofSelection(forward),
        pattern);
  }

  /** The model, checkpoint and all: a request never changes it. */
  ModelFacts model() {
    return model;
  }

  StepCost cost() {
    return cost;
  }

  Optional<PatternCopies> pattern() {
    return pattern;
  }

  /** Whether a worker could do it if it had nothing else to do. */
  boolean isMetBy(WorkerFacts facts) {
    return facts.model().equals(model) && facts.maxCanvasLength() >= canvasLength;
  }

  /** Time until a worker holds the pattern, seconds; 0 if it does or none is needed. */
  double moveSeconds(PooledWorker worker) {
    if (pattern.isEmpty() || pattern.get().isAt(worker)) {
      return 0;
    }
    return pattern.get().canBeSent()
        ? worker.link().seconds(pattern.get().bytes())
        : worker.speed().seconds(selection);
  }
}
