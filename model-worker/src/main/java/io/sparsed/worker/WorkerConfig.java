package io.sparsed.worker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker process is told, once.
 *
 * @param checkpoint folder as Hugging Face publishes it
 * @param modelId id under which the model is served
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param patternCacheBytes bound of the patterns held in memory
 * @param maxCanvasLength longest canvas that is accepted, tokens
 * @param maxQueuedForwards forwards that may wait for the device; more are refused
 * @param maxBatchTokens tokens of forwards that run as one pass; a longer forward runs alone or
 *     with little beside it; 1 runs every forward alone
 * @param kernels library of CUDA kernels, instead of the one in the jar
 */
public record WorkerConfig(
    Path checkpoint,
    String modelId,
    String host,
    int port,
    String device,
    ComputeType computeType,
    long patternCacheBytes,
    int maxCanvasLength,
    int maxQueuedForwards,
    int maxBatchTokens,
    Optional<Path> kernels) {
  public WorkerConfig {
    if (modelId.isBlank()) {
      throw new IllegalArgumentException("the model needs an id");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
    }
    if (patternCacheBytes < 1
        || maxCanvasLength < 2
        || maxQueuedForwards < 1
        || maxBatchTokens < 1) {
      throw new IllegalArgumentException("a worker's bounds are positive");
    }
  }

  /**
   * Defaults: the folder's name as id, a free loopback port, the best device, 1 GiB of patterns,
   * 131,072 tokens.
   */
  public static WorkerConfig of(Path checkpoint) {
    var folder = checkpoint.toAbsolutePath().normalize().getFileName();
    var id = folder == null ? "model" : folder.toString();
    return new WorkerConfig(
        checkpoint,
        id,
        "127.0.0.1",
        0,
        "auto",
        ComputeType.AUTO,
        1L << 30,
        131_072,
        256,
        8192,
        Optional.empty());
  }

  public WorkerConfig withModelId(String id) {
    return new WorkerConfig(
        checkpoint,
        id,
        host,
        port,
        device,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withHost(String address) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        address,
        port,
        device,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withPort(int number) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        number,
        device,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withDevice(String name) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        name,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withComputeType(ComputeType type) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        device,
        type,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withPatternCacheBytes(long bytes) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        device,
        computeType,
        bytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withMaxCanvasLength(int tokens) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        device,
        computeType,
        patternCacheBytes,
        tokens,
        maxQueuedForwards,
        maxBatchTokens,
        kernels);
  }

  public WorkerConfig withMaxBatchTokens(int tokens) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        device,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        tokens,
        kernels);
  }

  public WorkerConfig withKernels(Path library) {
    return new WorkerConfig(
        checkpoint,
        modelId,
        host,
        port,
        device,
        computeType,
        patternCacheBytes,
        maxCanvasLength,
        maxQueuedForwards,
        maxBatchTokens,
        Optional.of(library));
  }
}
