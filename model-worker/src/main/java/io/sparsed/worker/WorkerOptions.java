package io.sparsed.worker;

import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags that tell a worker where to listen, and how much to take on. */
public final class WorkerOptions {
  private static final WorkerLimits LIMITS = WorkerLimits.defaults();

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
      description = "Port to listen on, 0 for a free one. Default: 50061.")
  private int port = 50_061;

  @Option(
      names = "--max-canvas-length",
      descriptionKey = "SPARSED_MAX_CANVAS_LENGTH",
      paramLabel = "TOKENS",
      description = "Longest canvas that is accepted. Default: 131072.")
  private int maxCanvasLength = LIMITS.maxCanvasLength();

  @Option(
      names = "--pattern-cache-bytes",
      descriptionKey = "SPARSED_PATTERN_CACHE_BYTES",
      paramLabel = "BYTES",
      description = "Bound on the patterns held. Default: 1 GiB.")
  private long patternCacheBytes = LIMITS.patternCacheBytes();

  @Option(
      names = "--key-value-bytes",
      descriptionKey = "SPARSED_KEY_VALUE_BYTES",
      paramLabel = "BYTES",
      description =
          "Bound on the keys and values kept for reuse. Default: 3/4 of what is free on a GPU once"
              + " the model is loaded; 1/8 of a machine's memory.")
  private Optional<Long> keyValueBytes = Optional.empty();

  @Option(
      names = "--max-batch-tokens",
      descriptionKey = "SPARSED_MAX_BATCH_TOKENS",
      paramLabel = "TOKENS",
      description = "Bound on the forwards that run as one pass; 1 runs each alone. Default: 8192.")
  private int maxBatchTokens = LIMITS.maxBatchTokens();

  @Option(
      names = "--drain-limit",
      descriptionKey = "SPARSED_DRAIN_LIMIT",
      paramLabel = "SECONDS",
      description =
          "How long forwards may run on after SIGTERM; then schedulers run them elsewhere."
              + " Default: 30.")
  private long drainLimitSeconds = WorkerConfig.DRAIN_LIMIT.toSeconds();

  @Option(
      names = "--metrics-port",
      descriptionKey = "SPARSED_METRICS_PORT",
      paramLabel = "PORT",
      description =
          "Serve /metrics for Prometheus, /livez, /readyz and /buildinfo there. Default: not at"
              + " all.")
  private Optional<Integer> metricsPort = Optional.empty();

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
      description =
          "Serve only schedulers whose certificate one of these signed, PEM. Default: all.")
  private Optional<Path> clientCa = Optional.empty();

  @Option(
      names = "--tls-client-names",
      descriptionKey = "SPARSED_TLS_CLIENT_NAMES",
      split = ",",
      paramLabel = "NAME",
      description =
          "Serve only schedulers whose certificate carries one of these names, as common or"
              + " alternative name. Default: all that --tls-client-ca lets in.")
  private List<String> clientNames = List.of();

  @Option(
      names = "--reflection",
      descriptionKey = "SPARSED_REFLECTION",
      arity = "1",
      paramLabel = "true|false",
      description = "Tell callers the services and their messages, as grpcurl asks. Default: true.")
  private boolean reflection = true;

  /**
   * Returns a copy of a configuration that listens as the flags say.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public WorkerConfig applyTo(WorkerConfig config) {
    WorkerLimits limits =
        config
            .limits()
            .with(
                limit ->
                    limit
                        .maxCanvasLength(maxCanvasLength)
                        .patternCacheBytes(patternCacheBytes)
                        .keyValueBytes(
                            keyValueBytes.stream().mapToLong(Long::longValue).findFirst())
                        .maxBatchTokens(maxBatchTokens));
    OptionalInt metrics = metricsPort.stream().mapToInt(Integer::intValue).findFirst();
    return config.with(
        worker ->
            worker
                .endpoint(new Endpoint(host, port, tls(), clientNames, reflection))
                .limits(limits)
                .drainLimit(Duration.ofSeconds(drainLimitSeconds))
                .metricsPort(metrics)
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
}
