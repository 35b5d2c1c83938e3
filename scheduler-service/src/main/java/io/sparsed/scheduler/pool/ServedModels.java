package io.sparsed.scheduler.pool;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** Computes the models that ready workers serve together. */
final class ServedModels {

  private ServedModels() {}

  /**
   * Returns the models, sorted by id. If workers have different checkpoints under one id, the one
   * that most of them have is served, so that a rolling upgrade switches in the middle; among equal
   * numbers, the checkpoint of the first worker is.
   *
   * @param ready facts of the ready workers, always in the same order
   */
  static List<ServedModel> of(Collection<WorkerFacts> ready) {
    LinkedHashMap<ModelFacts, ServedModel> checkpoints = new LinkedHashMap<>();
    for (WorkerFacts worker : ready) {
      checkpoints.merge(
          worker.model(),
          new ServedModel(worker.model(), worker.maxCanvasLength(), worker.keyValueCapacity(), 1),
          ServedModels::sum);
    }
    TreeMap<String, ServedModel> models = new TreeMap<>();
    checkpoints
        .values()
        .forEach(each -> models.merge(each.facts().id(), each, ServedModels::larger));
    return List.copyOf(models.values());
  }

  private static ServedModel sum(ServedModel one, ServedModel other) {
    return new ServedModel(
        one.facts(),
        Math.max(one.maxCanvasLength(), other.maxCanvasLength()),
        Math.max(one.keyValueCapacity(), other.keyValueCapacity()),
        one.workers() + other.workers());
  }

  private static ServedModel larger(ServedModel first, ServedModel second) {
    return second.workers() > first.workers() ? second : first;
  }
}
