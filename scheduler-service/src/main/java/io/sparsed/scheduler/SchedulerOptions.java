package io.sparsed.scheduler;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.service.ServerOptions;
import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a scheduler, except those about its workers. */
public final class SchedulerOptions {

  private static final AdmissionLimits LIMITS = AdmissionLimits.defaults();

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--port",
      descriptionKey = "SPARSED_PORT",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for a free one. Default: 50051.")
  private int port = 50_051;

  @Option(
      names = "--max-concurrent-requests",
      descriptionKey = "SPARSED_MAX_CONCURRENT_REQUESTS",
      paramLabel = "COUNT",
      description = "Requests that are denoised at once. Default: 32.")
  private int maxConcurrentRequests = LIMITS.maxRunning();

  @Option(
      names = "--max-queued-requests",
      descriptionKey = "SPARSED_MAX_QUEUED_REQUESTS",
      paramLabel = "COUNT",
      description = "Requests that may wait; more are refused. Default: 256.")
  private int maxQueuedRequests = LIMITS.maxWaiting();

  @Option(
      names = "--max-canvas-length",
      descriptionKey = "SPARSED_MAX_CANVAS_LENGTH",
      paramLabel = "TOKENS",
      description =
          "Longest prompt and generation that are admitted. Default: what the model was trained"
              + " for.")
  private Optional<Integer> maxCanvasLength = Optional.empty();

  @Option(
      names = "--pattern-cache-bytes",
      descriptionKey = "SPARSED_PATTERN_CACHE_BYTES",
      paramLabel = "BYTES",
      description = "Bound on the patterns kept for running requests. Default: 2 GiB.")
  private long patternCacheBytes = LIMITS.patternBytes();

  @Option(
      names = "--client-weights",
      descriptionKey = "SPARSED_CLIENT_WEIGHTS",
      split = ",",
      paramLabel = "KEY=WEIGHT",
      description = "Clients that get so many times what others get, by their x-api-key.")
  private List<String> clientWeights = List.of();

  @Option(
      names = "--stall-limit",
      descriptionKey = "SPARSED_STALL_LIMIT",
      paramLabel = "SECONDS",
      description = "How long a client may leave its answer unread. Default: 60.")
  private long stallLimitSeconds = SchedulerConfig.STALL_LIMIT.toSeconds();

  @Option(
      names = "--drain-limit",
      descriptionKey = "SPARSED_DRAIN_LIMIT",
      paramLabel = "SECONDS",
      description =
          "How long requests may run on after SIGTERM; then their clients go on elsewhere."
              + " Default: 20.")
  private long drainLimitSeconds = SchedulerConfig.DRAIN_LIMIT.toSeconds();

  @Option(
      names = "--tokens",
      descriptionKey = "SPARSED_TOKENS",
      paramLabel = "FILE",
      description =
          "Serve only clients with a token of this file, which sparsed token new writes; it is read"
              + " again when it changes. Default: all.")
  private Optional<Path> tokens = Optional.empty();

  @Option(
      names = "--calls-per-minute",
      descriptionKey = "SPARSED_CALLS_PER_MINUTE",
      paramLabel = "COUNT",
      description = "The most calls of a client, by token or else address. Default: any number.")
  private Optional<Integer> callsPerMinute = Optional.empty();

  /** Returns the address to listen on. */
  public String host() {
    return server.host();
  }

  /**
   * Returns certificates, key and authorities of the scheduler; empty for plaintext.
   *
   * @throws IllegalArgumentException if the certificate or its key is missing
   */
  public Optional<TlsFiles> tls() {
    return server.tls();
  }

  /**
   * Returns the configuration of a scheduler before workers that other flags describe.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public SchedulerConfig config(PoolOptions pool) {
    return config(pool.workers())
        .with(config -> config.workerTls(pool.tls()).pool(pool.settings()));
  }

  /**
   * Returns the configuration of a scheduler before workers that are spoken to in plaintext.
   *
   * @param workers gRPC targets, at least one
   * @throws IllegalArgumentException if a value is out of range
   */
  public SchedulerConfig config(List<String> workers) {
    return SchedulerConfig.of(workers)
        .with(
            config ->
                config
                    .endpoint(
                        new Endpoint(
                            server.host(),
                            port,
                            tokens,
                            server.tls(),
                            callsPerMinute,
                            server.reflection()))
                    .admission(
                        new AdmissionLimits(
                            maxConcurrentRequests, maxQueuedRequests, patternCacheBytes, weights()))
                    .maxCanvasLength(optional(maxCanvasLength))
                    .stallLimit(Duration.ofSeconds(stallLimitSeconds))
                    .drainLimit(Duration.ofSeconds(drainLimitSeconds))
                    .metricsPort(server.metricsPort())
                    .admin(server.admin()));
  }

  private Map<String, Integer> weights() {
    Map<String, Integer> weights = new HashMap<>();
    for (String entry : clientWeights) {
      // The last one: a key may end in "=", as Base64 does.
      int equals = entry.lastIndexOf('=');
      if (equals < 1 || !entry.substring(equals + 1).matches("\\d{1,9}")) {
        throw new IllegalArgumentException(
            "--client-weights: '%s' is not KEY=WEIGHT, with a whole number".formatted(entry));
      }
      weights.put(entry.substring(0, equals), Integer.parseInt(entry.substring(equals + 1)));
    }
    return weights;
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.stream().mapToInt(Integer::intValue).findFirst();
  }
}
