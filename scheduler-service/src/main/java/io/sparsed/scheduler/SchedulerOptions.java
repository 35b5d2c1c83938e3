package io.sparsed.scheduler;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags of a scheduler, except those about its workers. */
public final class SchedulerOptions {

  private static final AdmissionLimits LIMITS = AdmissionLimits.defaults();

  @Option(
      names = "--host",
      descriptionKey = "SPARSED_HOST",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1; 0.0.0.0 is everywhere.")
  private String host = "127.0.0.1";

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
      names = "--metrics-port",
      descriptionKey = "SPARSED_METRICS_PORT",
      paramLabel = "PORT",
      description =
          "Serve /metrics for Prometheus, /livez, /readyz and /buildinfo there. Default: not at"
              + " all.")
  private Optional<Integer> metricsPort = Optional.empty();

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

  @Option(
      names = "--metrics-tls",
      descriptionKey = "SPARSED_METRICS_TLS",
      description = "Serve the metrics port over TLS too, with --tls-cert and --tls-key.")
  private boolean metricsTls;

  @Option(
      names = "--metrics-token-file",
      descriptionKey = "SPARSED_METRICS_TOKEN_FILE",
      paramLabel = "FILE",
      description = "Ask for the bearer token in this file at /metrics and /buildinfo.")
  private Optional<Path> metricsTokenFile = Optional.empty();

  @Option(
      names = "--tls-cert",
      descriptionKey = "SPARSED_TLS_CERT",
      paramLabel = "FILE",
      description = "Serve over TLS with this certificate chain, PEM. Default: plaintext.")
  private Optional<Path> certificateChain = Optional.empty();

  @Option(
      names = "--tls-key",
      descriptionKey = "SPARSED_TLS_KEY",
      paramLabel = "FILE",
      description = "Its private key, PEM, PKCS #8.")
  private Optional<Path> privateKey = Optional.empty();

  @Option(
      names = "--tls-client-ca",
      descriptionKey = "SPARSED_TLS_CLIENT_CA",
      paramLabel = "FILE",
      description = "Serve only clients whose certificate one of these signed, PEM. Default: all.")
  private Optional<Path> clientCa = Optional.empty();

  @Option(
      names = "--reflection",
      descriptionKey = "SPARSED_REFLECTION",
      arity = "1",
      paramLabel = "true|false",
      description = "Tell callers the services and their messages, as grpcurl asks. Default: true.")
  private boolean reflection = true;

  /** Returns the address to listen on. */
  public String host() {
    return host;
  }

  /** Returns whether the scheduler serves over TLS. */
  public boolean hasTls() {
    return certificateChain.isPresent();
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
                    .endpoint(new Endpoint(host, port, tokens, tls(), callsPerMinute, reflection))
                    .admission(
                        new AdmissionLimits(
                            maxConcurrentRequests, maxQueuedRequests, patternCacheBytes, weights()))
                    .maxCanvasLength(optional(maxCanvasLength))
                    .stallLimit(Duration.ofSeconds(stallLimitSeconds))
                    .drainLimit(Duration.ofSeconds(drainLimitSeconds))
                    .metricsPort(optional(metricsPort))
                    .admin(admin()));
  }

  private AdminAccess admin() {
    if (metricsTls && tls().isEmpty()) {
      throw new IllegalArgumentException("--metrics-tls needs --tls-cert and --tls-key");
    }
    return new AdminAccess(tls().filter(_ -> metricsTls), metricsTokenFile);
  }

  private Optional<TlsFiles> tls() {
    return TlsFiles.server(certificateChain, privateKey, clientCa);
  }

  private Map<String, Integer> weights() {
    Map<String, Integer> weights = new HashMap<>();
    for (String entry : clientWeights) {
      // The last one: a key may end in "=", as Base64 does.
      int equals = entry.lastIndexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(entry + " is not KEY=WEIGHT");
      }
      weights.put(entry.substring(0, equals), Integer.parseInt(entry.substring(equals + 1)));
    }
    return weights;
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.stream().mapToInt(Integer::intValue).findFirst();
  }
}
