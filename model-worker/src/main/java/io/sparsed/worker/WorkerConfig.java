package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The configuration of a worker, read once.
 *
 * @param checkpoint folder as Hugging Face publishes it
 * @param modelId id under which the model is served, not blank
 * @param endpoint address and TLS that it listens with
 * @param limits bounds on its work and its memory
 * @param compute device, number types and kernels
 * @param metricsPort port that serves metrics for Prometheus; 0 takes a free one, empty serves none
 */
@RecordBuilder
public record WorkerConfig(
    Path checkpoint,
    String modelId,
    Endpoint endpoint,
    WorkerLimits limits,
    Compute compute,
    OptionalInt metricsPort)
    implements WorkerConfigBuilder.With {

  /** Throws if the id is blank, or the port for metrics is not in 0..65535. */
  public WorkerConfig {
    if (modelId.isBlank()) {
      throw new IllegalArgumentException("the model needs an id");
    }
    metricsPort.ifPresent(port -> Endpoint.requirePort("port for metrics", port));
  }

  /**
   * Returns the defaults: the folder's name as id, a free loopback port, the best device, default
   * limits.
   */
  public static WorkerConfig of(Path checkpoint) {
    var folder = checkpoint.toAbsolutePath().normalize().getFileName();
    return new WorkerConfig(
        checkpoint,
        folder == null ? "model" : folder.toString(),
        Endpoint.LOOPBACK,
        WorkerLimits.defaults(),
        Compute.defaults(),
        OptionalInt.empty());
  }
}
