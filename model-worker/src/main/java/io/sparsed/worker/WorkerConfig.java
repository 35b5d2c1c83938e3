package io.sparsed.worker;

import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a worker process is told, once.
 *
 * @param checkpoint folder as Hugging Face publishes it
 * @param modelId id under which the model is served
 * @param endpoint where it listens
 * @param limits how much it takes on
 * @param compute where and how it computes
 * @param metricsPort to serve metrics on, for Prometheus; 0 takes a free one, empty serves none
 */
public record WorkerConfig(
    Path checkpoint,
    String modelId,
    Endpoint endpoint,
    WorkerLimits limits,
    Compute compute,
    OptionalInt metricsPort) {

  /** Refuses a model without a name, and a port that there is not. */
  public WorkerConfig {
    if (modelId.isBlank()) {
      throw new IllegalArgumentException("the model needs an id");
    }
    metricsPort.ifPresent(port -> Endpoint.requirePort("port for metrics", port));
  }

  /**
   * Defaults: the folder's name as id, a free loopback port, the best device, 1 GiB of patterns,
   * 131,072 tokens.
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

  /** A copy that serves the model as {@code id}. */
  public WorkerConfig withModelId(String id) {
    return new WorkerConfig(checkpoint, id, endpoint, limits, compute, metricsPort);
  }

  /** A copy that listens on an address. */
  public WorkerConfig withHost(String address) {
    return with(endpoint.withHost(address));
  }

  /** A copy that listens on a port; 0 takes a free one. */
  public WorkerConfig withPort(int number) {
    return with(endpoint.withPort(number));
  }

  /** A copy that serves over TLS. */
  public WorkerConfig withTls(Tls tls) {
    return with(endpoint.withTls(tls));
  }

  /** A copy with other limits. */
  public WorkerConfig withLimits(WorkerLimits bounds) {
    return new WorkerConfig(checkpoint, modelId, endpoint, bounds, compute, metricsPort);
  }

  /** A copy that runs on another device. */
  public WorkerConfig withDevice(String name) {
    return with(compute.withDevice(name));
  }

  /** A copy that computes in another type. */
  public WorkerConfig withComputeType(ComputeType type) {
    return with(compute.withType(type));
  }

  /** A copy whose linear layers multiply in another precision. */
  public WorkerConfig withPrecision(Precision other) {
    return with(compute.withPrecision(other));
  }

  /** A copy that uses a library of CUDA kernels. */
  public WorkerConfig withKernels(Path library) {
    return with(compute.withKernels(library));
  }

  /** A copy that serves metrics on a port; 0 takes a free one. */
  public WorkerConfig withMetricsPort(int number) {
    var port = OptionalInt.of(number);
    return new WorkerConfig(checkpoint, modelId, endpoint, limits, compute, port);
  }

  private WorkerConfig with(Endpoint other) {
    return new WorkerConfig(checkpoint, modelId, other, limits, compute, metricsPort);
  }

  private WorkerConfig with(Compute other) {
    return new WorkerConfig(checkpoint, modelId, endpoint, limits, other, metricsPort);
  }
}
