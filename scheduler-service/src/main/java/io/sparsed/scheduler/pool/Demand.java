package io.sparsed.scheduler.pool;

import java.util.List;
import java.util.Optional;

/**
 * A Demand states what a call needs of a worker.
 *
 * @param model model, which a request keeps even if another checkpoint takes its id
 * @param canvasLength tokens of the canvas
 * @param keyValueBytes bytes of keys and values that it keeps or reuses there
 * @param cost work of the call
 * @param needed artifacts that the worker must be given if it lacks them
 * @param kept keys and values that the request keeps now, whose memory the call takes over
 */
record Demand(
    ModelFacts model,
    int canvasLength,
    long keyValueBytes,
    StepCost cost,
    List<? extends ArtifactCopies> needed,
    Optional<? extends ArtifactCopies> kept) {

  Demand {
    needed = List.copyOf(needed);
  }

  /** Returns the demand of a call that any worker of a model can serve at almost no cost. */
  static Demand of(ModelFacts model) {
    return new Demand(model, 1, 0, StepCost.NOTHING, List.of(), Optional.empty());
  }

  /** Returns the demand of a forward, of the artifacts that it needs and of what is kept now. */
  static Demand of(
      Forward forward,
      List<? extends ArtifactCopies> needed,
      Optional<? extends ArtifactCopies> kept) {
    return new Demand(
        forward.model(),
        forward.canvasLength(),
        forward.keyValueBytes(),
        StepCost.of(forward),
        needed,
        kept);
  }

  /** Returns true if a worker with these facts can serve the call. */
  boolean isMetBy(WorkerFacts facts) {
    return facts.model().equals(model)
        && facts.maxCanvasLength() >= canvasLength
        && facts.keyValueCapacity() >= keyValueBytes;
  }

  /** Returns the bytes of keys and values that the call adds to those on a worker. */
  long newKeyValueBytes(PooledWorker worker) {
    return kept.filter(own -> own.isAt(worker)).isPresent() ? 0 : keyValueBytes;
  }

  /** Returns true if the keys and values of another request have to go for those of this one. */
  boolean displaces(PooledWorker worker) {
    long added = newKeyValueBytes(worker);
    return added > 0 && added > worker.freeKeyValueBytes();
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
