package io.sparsed.bench.deployment;

import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.failure.UsageException;
import java.util.Optional;

/** Finds the model that a benchmark asks. */
public final class Models {
  private Models() {}

  /**
   * Returns the model of an id, or the first model.
   *
   * @throws UsageException if the schedulers have no such model
   */
  public static ModelInfo find(SparseDClient client, Optional<String> id) {
    return client.models().stream()
        .filter(model -> id.isEmpty() || model.id().equals(id.get()))
        .findFirst()
        .orElseThrow(() -> new UsageException("there is no such model: " + id.orElse("any")));
  }
}
