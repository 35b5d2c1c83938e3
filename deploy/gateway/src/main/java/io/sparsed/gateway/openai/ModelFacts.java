package io.sparsed.gateway.openai;

import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** ModelFacts keep for some seconds what schedulers tell of their models. Thread-safe. */
final class ModelFacts {
  private static final long KEPT_NANOS = 10_000_000_000L;

  private final Map<String, ModelInfo> models = new ConcurrentHashMap<>();
  private final AtomicLong loadedAt = new AtomicLong(System.nanoTime() - KEPT_NANOS);

  /**
   * Returns a model.
   *
   * @param client client that asks where the model is not known
   * @throws io.sparsed.client.SparseDException if that fails, or the model is gone
   */
  ModelInfo of(SparseDClient client, String id) {
    long now = System.nanoTime();
    ModelInfo known = models.get(id);
    if (known == null || now - loadedAt.get() > KEPT_NANOS) {
      client.models().forEach(model -> models.put(model.id(), model));
      loadedAt.set(now);
      known = models.get(id);
    }
    if (known == null) {
      throw new IllegalStateException("the scheduler serves a model that it does not list: " + id);
    }
    return known;
  }
}
