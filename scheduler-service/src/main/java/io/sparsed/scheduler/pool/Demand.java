package io.sparsed.scheduler.pool;

import java.util.List;

/**
 * A Demand states what a call needs of a worker.
 *
 * @param model model, which a request keeps even if another checkpoint takes its id
 * @param canvasLength tokens of the canvas
 * @param keyValueBytes bytes of keys and values that it keeps or reuses there
 * @param cost work of the call
 * @param needed artifacts that the worker must be given if it lacks them
 * @param request request of the call, by identity; its own keys and values never are in the way
 */
record Demand(
    ModelFacts model,
    int canvasLength,
    long keyValueBytes,
    StepCost cost,
    List<? extends ArtifactCopies> needed,
    Object request) {

  Demand {
    needed = List.copyOf(needed);
  }

  /** Returns the demand of a call that any worker of a model can serve at almost no cost. */
  static Demand of(ModelFacts model) {
    return new Demand(model, 1, 0, StepCost.NOTHING, List.of(), new Object());
  }

  /** Returns the demand of a request's forward and of the artifacts that it needs. */
  static Demand of(Forward forward, List<? extends ArtifactCopies> needed, Object request) {
    return new Demand(
        forward.model(),
        forward.canvasLength(),
        forward.keyValueBytes(),
        StepCost.of(forward),
        needed,
        request);
  }

  /** Returns true if a worker with these facts can serve the call. */
  boolean isMetBy(WorkerFacts facts) {
    return facts.model().equals(model)
        && facts.maxCanvasLength() >= canvasLength
        && facts.keyValueCapacity() >= keyValueBytes;
  }

  /** Returns true if the keys and values of another request have to go for those of this one. */
  boolean displaces(PooledWorker worker) {
    return keyValueBytes > 0 && keyValueBytes > worker.freeKeyValueBytes(request);
  }

  /** Returns the time in seconds to give a worker the artifacts that it lacks; 0 if it has all. */
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

  /** Begins to copy the artifacts to a worker that later steps will move to. */
  void copyTo(PooledWorker worker) {
    needed.forEach(artifact -> artifact.copyTo(worker));
  }
}
