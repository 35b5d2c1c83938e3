package io.sparsed.scheduler.pool;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** What ready workers serve together. */
final class ServedModels {

  private ServedModels() {}

  /**
   * The models, sorted by id. Where workers disagree on what an id stands for, new requests get
   * what most of them hold, so that a rolling upgrade turns over in the middle; of equally many,
   * what the first worker holds.
   *
   * @param ready facts of the ready workers, always in the same order
   */
  static List<ServedModel> of(Collection<WorkerFacts> ready) {
    LinkedHashMap<ModelFacts, ServedModel> checkpoints = new LinkedHashMap<>();
    for (WorkerFacts worker : ready) {
      checkpoints.merge(
          worker.model(),
          new ServedModel(worker.model(), worker.maxCanvasLength(), 1),
          ServedModels::together);
    }
    TreeMap<String, ServedModel> models = new TreeMap<>();
    checkpoints
        .values()
        .forEach(each -> models.merge(each.facts().id(), each, ServedModels::larger));
    return List.copyOf(models.values());
  }

  private static ServedModel together(ServedModel one, ServedModel other) {
    return new ServedModel(
        one.facts(),
        Math.max(one.maxCanvasLength(), other.maxCanvasLength()),
        one.workers() + other.workers());
  }

  private static ServedModel larger(ServedModel first, ServedModel second) {
    return second.workers() > first.workers() ? second : first;
  }
}
