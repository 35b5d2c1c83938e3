package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Tls;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed worker}. */
@Command(name = "worker", description = "Runs a worker: one model on one device.")
final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1; 0.0.0.0 is everywhere.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for a free one. Default: 50061.")
  private int port = 50_061;

  @Option(
      names = "--max-canvas-length",
      paramLabel = "TOKENS",
      description = "Longest canvas that is accepted. Default: 131072.")
  private @Nullable Integer maxCanvasLength;

  @Option(
      names = "--pattern-cache-bytes",
      paramLabel = "BYTES",
      description = "Bound on the patterns held. Default: 1 GiB.")
  private @Nullable Long patternCacheBytes;

  @Option(
      names = "--max-batch-tokens",
      paramLabel = "TOKENS",
      description = "Bound on the forwards that run as one pass; 1 runs each alone. Default: 8192.")
  private @Nullable Integer maxBatchTokens;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve metrics for Prometheus at /metrics there. Default: not at all.")
  private @Nullable Integer metricsPort;

  @ArgGroup(exclusive = false)
  private @Nullable TlsFlags tls;

  /** How the worker proves who it is, both files or none, and whom it serves. */
  private static final class TlsFlags {
    @Option(
        names = "--tls-cert",
        required = true,
        paramLabel = "FILE",
        description = "Serve over TLS with this certificate chain, PEM.")
    private Path certificateChain = Path.of("");

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        description = "Its private key, PEM, PKCS #8.")
    private Path privateKey = Path.of("");

    @Option(
        names = "--tls-client-ca",
        paramLabel = "FILE",
        description =
            "Serve only schedulers whose certificate one of these signed, PEM. Default: all.")
    private @Nullable Path clientCa;

    Tls toTls() {
      return new Tls(certificateChain, privateKey, Optional.ofNullable(clientCa));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.INFO);
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      serve(UsageException.ifRefused(() -> config(folder.path())));
    }
    return ExitCode.OK;
  }

  private void serve(WorkerConfig config) throws IOException, InterruptedException {
    try (WorkerServer server = start(config)) {
      server.awaitReady();
      Serving.until(
          server::awaitTermination,
          server::close,
          Console.of(spec),
          "ready: %s on %s:%d".formatted(config.modelId(), host, server.port()));
    }
  }

  /** What TLS needs is read here: files that do not hold it are a wrong command. */
  private static WorkerServer start(WorkerConfig config) throws IOException {
    try {
      return WorkerServer.start(config);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private WorkerConfig config(Path checkpoint) {
    WorkerConfig config = model.workerConfig(checkpoint).withHost(host).withPort(port);
    if (tls != null) {
      config = config.withTls(tls.toTls());
    }
    if (metricsPort != null) {
      config = config.withMetricsPort(metricsPort);
    }
    return config.withLimits(limits(config.limits()));
  }

  private WorkerLimits limits(WorkerLimits defaults) {
    WorkerLimits limits = defaults;
    if (maxCanvasLength != null) {
      limits = limits.withMaxCanvasLength(maxCanvasLength);
    }
    if (maxBatchTokens != null) {
      limits = limits.withMaxBatchTokens(maxBatchTokens);
    }
    return patternCacheBytes == null ? limits : limits.withPatternCacheBytes(patternCacheBytes);
  }
}
