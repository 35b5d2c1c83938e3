package io.sparsed.scheduler;

import io.sparsed.scheduler.pool.PoolSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of a scheduler, read once.
 *
 * @param workers gRPC targets, at least one: "host:port" is a worker, "dns:///name:port" as many as
 *     the name has addresses
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param maxConcurrentRequests requests that are denoised at once, at least 1
 * @param maxQueuedRequests requests that wait for that, 0 or more; more are refused
 * @param maxCanvasLength longest canvas that is admitted, tokens; empty: what a model was trained
 *     for. A worker's own limit holds beside it
 * @param patternCacheBytes bound on the patterns kept for running requests, 0 or more
 * @param token that every call but health checks must carry; empty: none
 * @param tls how the server proves who it is; empty: plaintext
 * @param workerTls how workers are spoken to; empty: plaintext
 * @param clientWeights shares of clients that are not 1, by what tells a client apart
 * @param metricsPort to serve metrics on, for Prometheus; 0 takes a free one, empty serves none
 * @param pool how patient the scheduler is with its workers
 */
public record SchedulerConfig(
    List<String> workers,
    String host,
    int port,
    int maxConcurrentRequests,
    int maxQueuedRequests,
    OptionalInt maxCanvasLength,
    long patternCacheBytes,
    Optional<String> token,
    Optional<Tls> tls,
    Optional<WorkerTls> workerTls,
    Map<String, Integer> clientWeights,
    OptionalInt metricsPort,
    PoolSettings pool) {

  /** Copies the list and refuses values out of range. */
  public SchedulerConfig {
    workers = List.copyOf(workers);
    require(!workers.isEmpty(), "name at least one worker, host:port");
    workers.forEach(
        each ->
            require(
                each.matches("[^/]+:\\d{1,5}|\\w+://.+"),
                each + " is not host:port, nor a target like dns:///host:port"));
    require(port >= 0 && port <= 65_535, "port " + port + " is not in 0 to 65535");
    require(maxConcurrentRequests >= 1, "at least one request must be able to run");
    require(maxQueuedRequests >= 0, "the queue cannot be shorter than 0");
    require(maxCanvasLength.orElse(2) >= 2, "a canvas holds a prompt and a generation");
    require(patternCacheBytes >= 0, "the pattern cache cannot be smaller than 0");
    clientWeights = Map.copyOf(clientWeights);
    require(
        clientWeights.values().stream().allMatch(weight -> weight >= 1),
        "a client's weight is at least 1");
    require(
        metricsPort.orElse(0) >= 0 && metricsPort.orElse(0) <= 65_535,
        "the port of the metrics is not in 0 to 65535");
    require(token.filter(String::isBlank).isEmpty(), "a token cannot be blank");
  }

  /** Listens on a free port of this machine only; 32 requests at once, 2 GiB of patterns. */
  public static SchedulerConfig of(List<String> workers) {
    return new SchedulerConfig(
        workers,
        "127.0.0.1",
        0,
        32,
        256,
        OptionalInt.empty(),
        2L << 30,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        OptionalInt.empty(),
        PoolSettings.defaults());
  }

  /** A copy that listens on {@code value}. */
  public SchedulerConfig withHost(String value) {
    return new SchedulerConfig(
        workers,
        value,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that listens on port {@code value}. */
  public SchedulerConfig withPort(int value) {
    return new SchedulerConfig(
        workers,
        host,
        value,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that denoises {@code value} requests at once. */
  public SchedulerConfig withMaxConcurrentRequests(int value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        value,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that lets {@code value} requests wait. */
  public SchedulerConfig withMaxQueuedRequests(int value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        value,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that admits canvases of {@code tokens} tokens, whatever a model was trained for. */
  public SchedulerConfig withMaxCanvasLength(int tokens) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        OptionalInt.of(tokens),
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that keeps {@code bytes} of patterns. */
  public SchedulerConfig withPatternCacheBytes(long bytes) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        bytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that asks every call for a token. */
  public SchedulerConfig withToken(String value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        Optional.of(value),
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that serves over TLS. */
  public SchedulerConfig withTls(Tls value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        Optional.of(value),
        workerTls,
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy that speaks to workers over TLS. */
  public SchedulerConfig withWorkerTls(WorkerTls value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        Optional.of(value),
        clientWeights,
        metricsPort,
        pool);
  }

  /** A copy in which some clients get more than others. */
  public SchedulerConfig withClientWeights(Map<String, Integer> value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        value,
        metricsPort,
        pool);
  }

  /** A copy that serves metrics on port {@code value}. */
  public SchedulerConfig withMetricsPort(int value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        OptionalInt.of(value),
        pool);
  }

  /** A copy with other patience. */
  public SchedulerConfig withPool(PoolSettings value) {
    return new SchedulerConfig(
        workers,
        host,
        port,
        maxConcurrentRequests,
        maxQueuedRequests,
        maxCanvasLength,
        patternCacheBytes,
        token,
        tls,
        workerTls,
        clientWeights,
        metricsPort,
        value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
