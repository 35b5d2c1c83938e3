package io.sparsed.standalone.cli;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.Tls;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a scheduler is told. */
final class SchedulerFlags {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1; 0.0.0.0 is everywhere.")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for a free one. Default: 50051.")
  int port = 50_051;

  @Option(
      names = "--max-concurrent-requests",
      paramLabel = "COUNT",
      description = "Requests that are denoised at once. Default: 32.")
  @Nullable Integer maxConcurrentRequests;

  @Option(
      names = "--max-queued-requests",
      paramLabel = "COUNT",
      description = "Requests that may wait; more are refused. Default: 256.")
  @Nullable Integer maxQueuedRequests;

  @Option(
      names = "--max-canvas-length",
      paramLabel = "TOKENS",
      description =
          "Longest prompt and generation that are admitted. Default: what the model was trained"
              + " for.")
  @Nullable Integer maxCanvasLength;

  @Option(
      names = "--pattern-cache-bytes",
      paramLabel = "BYTES",
      description = "Bound on the patterns kept for running requests. Default: 2 GiB.")
  @Nullable Long patternCacheBytes;

  @Option(
      names = "--client-weights",
      split = ",",
      paramLabel = "KEY=WEIGHT",
      description = "Clients that get so many times what others get, by their x-api-key.")
  private Map<String, Integer> clientWeights = Map.of();

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve metrics for Prometheus at /metrics there. Default: not at all.")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:SPARSED_TOKEN}",
      description = "Bearer token that callers must send. Default: the variable SPARSED_TOKEN.")
  @Nullable String token;

  @ArgGroup(exclusive = false)
  @Nullable TlsFlags tls;

  /** How the scheduler proves who it is: both files or none. */
  static final class TlsFlags {
    @Option(
        names = "--tls-cert",
        required = true,
        paramLabel = "FILE",
        description = "Serve over TLS with this certificate chain, PEM.")
    Path certificateChain = Path.of("");

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        description = "Its private key, PEM, PKCS #8.")
    Path privateKey = Path.of("");
  }

  SchedulerConfig applyTo(SchedulerConfig defaults) {
    SchedulerConfig config = defaults.withHost(host).withPort(port);
    if (maxConcurrentRequests != null) {
      config = config.withMaxConcurrentRequests(maxConcurrentRequests);
    }
    if (maxQueuedRequests != null) {
      config = config.withMaxQueuedRequests(maxQueuedRequests);
    }
    if (maxCanvasLength != null) {
      config = config.withMaxCanvasLength(maxCanvasLength);
    }
    if (patternCacheBytes != null) {
      config = config.withPatternCacheBytes(patternCacheBytes);
    }
    config = config.withClientWeights(clientWeights);
    if (metricsPort != null) {
      config = config.withMetricsPort(metricsPort);
    }
    if (token != null) {
      config = config.withToken(token);
    }
    return tls == null ? config : config.withTls(new Tls(tls.certificateChain, tls.privateKey));
  }
}
