package io.sparsed.worker;

import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs a worker as a process of its own, configured by its environment: {@code SPARSED_MODEL} (the
 * checkpoint folder) and optionally {@code SPARSED_MODEL_ID}, {@code SPARSED_HOST}, {@code
 * SPARSED_PORT}, {@code SPARSED_TLS} (PEM files: certificates and key, and what schedulers must be
 * signed by if they have to prove who they are), {@code SPARSED_DEVICE}, {@code SPARSED_DTYPE},
 * {@code SPARSED_PRECISION} ({@code fp8}), {@code SPARSED_MAX_BATCH_TOKENS}, {@code
 * SPARSED_METRICS_PORT}, {@code SPARSED_KERNELS_LIBRARY} (CUDA kernels instead of those in the
 * jar).
 */
public final class WorkerMain {
  private WorkerMain() {}

  /**
   * Serves until the process is told to stop; exits with 2 if it is told nonsense, 1 if the model
   * cannot be served.
   */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    WorkerServer started;
    try {
      started = WorkerServer.start(config(System.getenv()));
    } catch (IllegalArgumentException e) {
      System.err.println("sparsed worker: " + e.getMessage());
      System.exit(2);
      return;
    }
    try (var server = started) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
      server.awaitReady();
      server.awaitTermination();
    } catch (CheckpointException e) {
      System.err.println("sparsed worker: " + e.getMessage());
      System.exit(1);
    }
  }

  static WorkerConfig config(Map<String, String> environment) {
    var model = environment.get("SPARSED_MODEL");
    if (model == null) {
      throw new IllegalArgumentException("set SPARSED_MODEL to a checkpoint folder");
    }
    var config = WorkerConfig.of(Path.of(model));
    config = config.withModelId(environment.getOrDefault("SPARSED_MODEL_ID", config.modelId()));
    var kernels = environment.get("SPARSED_KERNELS_LIBRARY");
    if (kernels != null) {
      config = config.withKernels(Path.of(kernels));
    }
    var batch = environment.get("SPARSED_MAX_BATCH_TOKENS");
    if (batch != null) {
      config = config.withLimits(config.limits().withMaxBatchTokens(Integer.parseInt(batch)));
    }
    var metrics = environment.get("SPARSED_METRICS_PORT");
    if (metrics != null) {
      config = config.withMetricsPort(Integer.parseInt(metrics));
    }
    var tls = environment.get("SPARSED_TLS");
    if (tls != null) {
      config = config.withTls(Tls.of(Stream.of(tls.split(",", -1)).map(Path::of).toList()));
    }
    var precision = environment.get("SPARSED_PRECISION");
    if (precision != null) {
      config = config.withPrecision(Precision.parse(precision));
    }
    return config
        .withHost(environment.getOrDefault("SPARSED_HOST", "0.0.0.0"))
        .withPort(Integer.parseInt(environment.getOrDefault("SPARSED_PORT", "50061")))
        .withDevice(environment.getOrDefault("SPARSED_DEVICE", config.compute().device()))
        .withComputeType(ComputeType.parse(environment.getOrDefault("SPARSED_DTYPE", "auto")));
  }
}
