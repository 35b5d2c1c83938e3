package io.sparsed.scheduler;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.scheduler.pool.PoolSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of a scheduler, read once.
 *
 * @param endpoint where it listens, and to whom
 * @param workers gRPC targets, at least one: "host:port" is a worker, "dns:///name:port" as many as
 *     the name has addresses
 * @param workerTls how workers are spoken to; empty: plaintext
 * @param pool how patient the scheduler is with its workers
 * @param admission how many requests run and wait, and how clients share
 * @param maxCanvasLength longest canvas that is admitted, tokens; empty: what a model was trained
 *     for. A worker's own limit holds beside it
 * @param metricsPort to serve metrics on, for Prometheus; 0 takes a free one, empty serves none
 */
public record SchedulerConfig(
    Endpoint endpoint,
    List<String> workers,
    Optional<WorkerTls> workerTls,
    PoolSettings pool,
    AdmissionLimits admission,
    OptionalInt maxCanvasLength,
    OptionalInt metricsPort) {

  /** Copies the list and refuses values out of range. */
  public SchedulerConfig {
    workers = List.copyOf(workers);
    require(!workers.isEmpty(), "name at least one worker, host:port");
    workers.forEach(
        each ->
            require(
                each.matches("[^/]+:\\d{1,5}|\\w+://.+"),
                each + " is not host:port, nor a target like dns:///host:port"));
    require(maxCanvasLength.orElse(2) >= 2, "a canvas holds a prompt and a generation");
    metricsPort.ifPresent(port -> Endpoint.requirePort("port for metrics", port));
  }

  /** Listens on a free port of this machine only; 32 requests at once, 2 GiB of patterns. */
  public static SchedulerConfig of(List<String> workers) {
    return new SchedulerConfig(
        Endpoint.LOOPBACK,
        workers,
        Optional.empty(),
        PoolSettings.defaults(),
        new AdmissionLimits(32, 256, 2L << 30, Map.of()),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** A copy that listens on {@code value}. */
  public SchedulerConfig withHost(String value) {
    return with(endpoint.withHost(value));
  }

  /** A copy that listens on port {@code value}. */
  public SchedulerConfig withPort(int value) {
    return with(endpoint.withPort(value));
  }

  /** A copy that asks every call for a token. */
  public SchedulerConfig withToken(String value) {
    return with(endpoint.withToken(value));
  }

  /** A copy that serves over TLS. */
  public SchedulerConfig withTls(Tls value) {
    return with(endpoint.withTls(value));
  }

  /** A copy that speaks to workers over TLS. */
  public SchedulerConfig withWorkerTls(WorkerTls value) {
    Optional<WorkerTls> tls = Optional.of(value);
    return new SchedulerConfig(
        endpoint, workers, tls, pool, admission, maxCanvasLength, metricsPort);
  }

  /** A copy with other patience. */
  public SchedulerConfig withPool(PoolSettings value) {
    return new SchedulerConfig(
        endpoint, workers, workerTls, value, admission, maxCanvasLength, metricsPort);
  }

  /** A copy that denoises {@code value} requests at once. */
  public SchedulerConfig withMaxConcurrentRequests(int value) {
    return with(admission.withMaxRunning(value));
  }

  /** A copy that lets {@code value} requests wait. */
  public SchedulerConfig withMaxQueuedRequests(int value) {
    return with(admission.withMaxWaiting(value));
  }

  /** A copy that keeps {@code bytes} of patterns. */
  public SchedulerConfig withPatternCacheBytes(long bytes) {
    return with(admission.withPatternBytes(bytes));
  }

  /** A copy in which some clients get more than others. */
  public SchedulerConfig withClientWeights(Map<String, Integer> value) {
    return with(admission.withWeights(value));
  }

  /** A copy that admits canvases of {@code tokens} tokens, whatever a model was trained for. */
  public SchedulerConfig withMaxCanvasLength(int tokens) {
    OptionalInt limit = OptionalInt.of(tokens);
    return new SchedulerConfig(endpoint, workers, workerTls, pool, admission, limit, metricsPort);
  }

  /** A copy that serves metrics on port {@code value}. */
  public SchedulerConfig withMetricsPort(int value) {
    OptionalInt port = OptionalInt.of(value);
    return new SchedulerConfig(
        endpoint, workers, workerTls, pool, admission, maxCanvasLength, port);
  }

  private SchedulerConfig with(Endpoint value) {
    return new SchedulerConfig(
        value, workers, workerTls, pool, admission, maxCanvasLength, metricsPort);
  }

  private SchedulerConfig with(AdmissionLimits value) {
    return new SchedulerConfig(
        endpoint, workers, workerTls, pool, value, maxCanvasLength, metricsPort);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
