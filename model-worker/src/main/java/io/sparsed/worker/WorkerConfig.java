package io.sparsed.worker;

import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a worker process is told, once.
 *
 * @param checkpoint folder as Hugging Face publishes it
 * @param modelId id under which the model is served
 * @param endpoint where it listens
 * @param limits how much it takes on
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param computeType in which it computes
 * @param precision of linear layers
 * @param kernels library of CUDA kernels, instead of the one in the jar
 * @param metricsPort to serve metrics on, for Prometheus; 0 takes a free one, empty serves none
 */
public record WorkerConfig(
    Path checkpoint,
    String modelId,
    Endpoint endpoint,
    WorkerLimits limits,
    String device,
    ComputeType computeType,
    Precision precision,
    Optional<Path> kernels,
    OptionalInt metricsPort) {
  private static final int MAX_PORT = 65_535;

  /** Refuses a model without a name, and a port that there is not. */
  public WorkerConfig {
    if (modelId.isBlank()) {
      throw new IllegalArgumentException("the model needs an id");
    }
    if (metricsPort.orElse(0) < 0 || metricsPort.orElse(0) > MAX_PORT) {
      throw new IllegalArgumentException("no port for metrics: " + metricsPort.orElse(0));
    }
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
        "auto",
        ComputeType.AUTO,
        Precision.FULL,
        Optional.empty(),
        OptionalInt.empty());
  }

  /** A copy that serves the model as {@code id}. */
  public WorkerConfig withModelId(String id) {
    return new WorkerConfig(
        checkpoint, id, endpoint, limits, device, computeType, precision, kernels, metricsPort);
  }

  /** A copy that listens on an address. */
  public WorkerConfig withHost(String address) {
    return with(new Endpoint(address, endpoint.port(), endpoint.tls()));
  }

  /** A copy that listens on a port; 0 takes a free one. */
  public WorkerConfig withPort(int number) {
    return with(new Endpoint(endpoint.host(), number, endpoint.tls()));
  }

  /** A copy that serves over TLS. */
  public WorkerConfig withTls(Tls tls) {
    return with(new Endpoint(endpoint.host(), endpoint.port(), Optional.of(tls)));
  }

  /** A copy with other limits. */
  public WorkerConfig withLimits(WorkerLimits bounds) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        endpoint,
        bounds,
        device,
        computeType,
        precision,
        kernels,
        metricsPort);
  }

  /** A copy that runs on another device. */
  public WorkerConfig withDevice(String name) {
    return new WorkerConfig(
        checkpoint, modelId, endpoint, limits, name, computeType, precision, kernels, metricsPort);
  }

  /** A copy that computes in another type. */
  public WorkerConfig withComputeType(ComputeType type) {
    return new WorkerConfig(
        checkpoint, modelId, endpoint, limits, device, type, precision, kernels, metricsPort);
  }

  /** A copy whose linear layers multiply in another precision. */
  public WorkerConfig withPrecision(Precision other) {
    return new WorkerConfig(
        checkpoint, modelId, endpoint, limits, device, computeType, other, kernels, metricsPort);
  }

  /** A copy that uses a library of CUDA kernels. */
  public WorkerConfig withKernels(Path library) {
    var given = Optional.of(library);
    return new WorkerConfig(
        checkpoint, modelId, endpoint, limits, device, computeType, precision, given, metricsPort);
  }

  /** A copy that serves metrics on a port; 0 takes a free one. */
  public WorkerConfig withMetricsPort(int number) {
    var port = OptionalInt.of(number);
    return new WorkerConfig(
        checkpoint, modelId, endpoint, limits, device, computeType, precision, kernels, port);
  }

  private WorkerConfig with(Endpoint other) {
    return new WorkerConfig(
        checkpoint, modelId, other, limits, device, computeType, precision, kernels, metricsPort);
  }
}
