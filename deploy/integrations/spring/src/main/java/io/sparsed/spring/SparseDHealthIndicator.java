package io.sparsed.spring;

import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** A SparseDHealthIndicator is up if a scheduler answers and a model has a worker. */
final class SparseDHealthIndicator extends AbstractHealthIndicator {
  private final SparseDClient client;

  SparseDHealthIndicator(SparseDClient client) {
    super("no scheduler answers");
    this.client = client;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    List<ModelInfo> models = client.models();
    models.forEach(model -> health.withDetail(model.id(), model.workers() + " workers"));
    if (models.stream().anyMatch(model -> model.workers() > 0)) {
      health.up();
    } else {
      health.outOfService();
    }
  }
}
