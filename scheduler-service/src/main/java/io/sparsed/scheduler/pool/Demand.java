package io.sparsed.scheduler.pool;

import java.util.List;

/** The needs of a call: which model a worker must hold, which artifacts, and what it will cost. */
final class Demand {

  private final ModelFacts model;
  private final int canvasLength;
  private final StepCost cost;
  private final List<? extends ArtifactCopies> needed;

  private Demand(
      ModelFacts model, int canvasLength, StepCost cost, List<? extends ArtifactCopies> needed) {
    this.model = model;
    this.canvasLength = canvasLength;
    this.cost = cost;
    this.needed = List.copyOf(needed);
  }

  /** Demands any worker of a model, for a call that costs next to nothing. */
  static Demand of(ModelFacts model) {
    return new Demand(model, 1, StepCost.NOTHING, List.of());
  }

  /**
   * Demands a worker for a forward.
   *
   * @param needed the artifacts that the forward needs
   */
  static Demand of(Forward forward, List<? extends ArtifactCopies> needed) {
    return new Demand(forward.model(), forward.tokens().size(), StepCost.of(forward), needed);
  }

  /** Returns the model, checkpoint and all: a request never changes it. */
  ModelFacts model() {
    return model;
  }

  StepCost cost() {
    return cost;
  }

  /** Returns true if a worker could serve the call if it had nothing else to do. */
  boolean isMetBy(WorkerFacts facts) {
    return facts.model().equals(model) && facts.maxCanvasLength() >= canvasLength;
  }

  /** Returns the time in seconds until a worker holds the artifacts; 0 if it does. */
  double moveSeconds(PooledWorker worker) {
    return needed.stream()
        .filter(artifact -> !artifact.isAt(worker))
        .mapToDouble(
            artifact ->
                artifact.canBeSent()
                    ? worker.link().seconds(artifact.bytes())
                    : worker.speed().seconds(artifact.originCost()))
        .sum();
  }

  /** Begins to copy the artifacts to a worker that a later step will go to. */
  void copyTo(PooledWorker worker) {
    needed.forEach(artifact -> artifact.copyTo(worker));
  }
}
