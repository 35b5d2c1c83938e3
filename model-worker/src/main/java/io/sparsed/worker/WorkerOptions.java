package io.sparsed.worker;

import io.sparsed.service.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that tell a worker where to listen, and how much to take on. */
public final class WorkerOptions {
  private static final WorkerLimits LIMITS = WorkerLimits.defaults();

  @Mixin private final ServerOptions server = new ServerOptions();

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
      names = "--tls-client-names",
      descriptionKey = "SPARSED_TLS_CLIENT_NAMES",
      split = ",",
      paramLabel = "NAME",
      description =
          "Serve only schedulers whose certificate carries one of these names, as common or"
              + " alternative name. Default: all that --tls-client-ca lets in.")
  private List<String> clientNames = List.of();

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
    return config.with(
        worker ->
            worker
                .endpoint(
                    new Endpoint(
                        server.host(), port, server.tls(), clientNames, server.reflection()))
                .limits(limits)
                .drainLimit(Duration.ofSeconds(drainLimitSeconds))
                .metricsPort(server.metricsPort())
                .admin(server.admin()));
  }
}
