package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.sparsed.service.AdminAccess;
import io.sparsed.service.ListenAddress;
import io.sparsed.worker.checkpoint.HuggingFaceCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The configuration of a worker, read once.
 *
 * @param checkpoint folder as Hugging Face publishes it
 * @param modelId id under which the model is served, not blank
 * @param endpoint address and TLS that it listens with
 * @param limits bounds on its work and its memory
 * @param compute device, number types and kernels
 * @param drainLimit time that forwards have to finish at a shutdown, 0 or more
 * @param metricsPort port that serves metrics for Prometheus; 0 takes a free one, empty serves none
 * @param admin TLS and token of that port
 */
@RecordBuilder
public record WorkerConfig(
    Path checkpoint,
    String modelId,
    Endpoint endpoint,
    WorkerLimits limits,
    Compute compute,
    Duration drainLimit,
    OptionalInt metricsPort,
    AdminAccess admin)
    implements WorkerConfigBuilder.With {

  /** The default time that forwards have to finish at a shutdown. */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

  /** Throws if the id is blank, the limit below 0, or the port not in 0..65535. */
  public WorkerConfig {
    if (modelId.isBlank()) {
      throw new IllegalArgumentException("the model needs an id");
    }
    if (drainLimit.isNegative()) {
      throw new IllegalArgumentException("--drain-limit must not be below 0");
    }
    metricsPort.ifPresent(port -> ListenAddress.requirePort("port for metrics", port));
  }

  /**
   * Returns the defaults: the model's name as id, a free loopback port, the best device, default
   * limits.
   */
  public static WorkerConfig of(Path checkpoint) {
    return new WorkerConfig(
        checkpoint,
        HuggingFaceCache.modelName(checkpoint).orElse("model"),
        Endpoint.LOOPBACK,
        WorkerLimits.defaults(),
        Compute.defaults(),
        DRAIN_LIMIT,
        OptionalInt.empty(),
        AdminAccess.OPEN);
  }
}
