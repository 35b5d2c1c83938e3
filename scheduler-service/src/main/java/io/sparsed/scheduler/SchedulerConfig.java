package io.sparsed.scheduler;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.ConcreteSettersForOptionalMode;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.service.AdminAccess;
import io.sparsed.service.ListenAddress;
import io.sparsed.tls.TlsFiles;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of a scheduler, read once.
 *
 * @param endpoint address that it listens on, and the token and TLS of its callers
 * @param workers gRPC targets, at least one: "host:port" is a worker, "dns:///name:port" as many as
 *     the name has addresses
 * @param workerTls TLS between scheduler and workers; empty: plaintext
 * @param pool patience with workers
 * @param admission number of requests that run and wait, and the shares of clients
 * @param maxCanvasLength longest canvas that is admitted, in tokens, at least 2; empty: the length
 *     that a model was trained for. A worker's own limit holds beside it
 * @param stallLimit time that a client may leave its answer unread, above 0
 * @param drainLimit time that running requests have to finish at a shutdown, 0 or more
 * @param metricsPort port that serves metrics for Prometheus; 0 takes a free one, empty serves none
 * @param admin TLS and token of that port
 */
@RecordBuilder
@RecordBuilder.Options(addConcreteSettersForOptional = ConcreteSettersForOptionalMode.ENABLED)
public record SchedulerConfig(
    Endpoint endpoint,
    List<String> workers,
    Optional<TlsFiles> workerTls,
    PoolSettings pool,
    AdmissionLimits admission,
    OptionalInt maxCanvasLength,
    Duration stallLimit,
    Duration drainLimit,
    OptionalInt metricsPort,
    AdminAccess admin)
    implements SchedulerConfigBuilder.With {

  /** The default time that a client may leave its answer unread. */
  static final Duration STALL_LIMIT = Duration.ofSeconds(60);

  /** The default time that running requests have to finish at a shutdown. */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

  /** Throws if a target is malformed, or a number out of range. */
  public SchedulerConfig {
    workers = List.copyOf(workers);
    require(!workers.isEmpty(), "name at least one worker, host:port");
    workers.forEach(SchedulerConfig::requireTarget);
    require(
        maxCanvasLength.orElse(2) >= 2,
        "--max-canvas-length must be at least 2: a canvas holds a prompt and a generation");
    require(stallLimit.isPositive(), "--stall-limit must be above 0");
    require(!drainLimit.isNegative(), "--drain-limit must not be below 0");
    metricsPort.ifPresent(port -> ListenAddress.requirePort("port for metrics", port));
  }

  /**
   * Returns the defaults: a free loopback port, 32 requests at once, 2 GiB of patterns, canvases as
   * long as a model was trained for.
   *
   * @param workers gRPC targets, at least one
   */
  public static SchedulerConfig of(List<String> workers) {
    return new SchedulerConfig(
        Endpoint.LOOPBACK,
        workers,
        Optional.empty(),
        PoolSettings.defaults(),
        AdmissionLimits.defaults(),
        OptionalInt.empty(),
        STALL_LIMIT,
        DRAIN_LIMIT,
        OptionalInt.empty(),
        AdminAccess.OPEN);
  }

  /**
   * Throws unless a target of workers is one that gRPC can resolve.
   *
   * @param target host:port, or a URI such as dns:///host:port
   */
  public static void requireTarget(String target) {
    require(
        target.matches("[^/]+:\\d{1,5}|\\w+://.+"),
        "'%s' is not host:port, nor a target like dns:///host:port".formatted(target));
    String port = target.substring(target.lastIndexOf(':') + 1);
    // gRPC would report such a port to nobody.
    require(
        !port.matches("\\d+") || new BigInteger(port).bitLength() <= Character.SIZE,
        "'%s': a port is at most 65535".formatted(target));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
