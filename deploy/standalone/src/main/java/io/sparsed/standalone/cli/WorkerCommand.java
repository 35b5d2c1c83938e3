package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.INFO);
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      serve(UsageException.ifRefused(() -> config(folder.path())));
    }
    return ExitCode.OK;
  }

  private void serve(WorkerConfig config) throws IOException, InterruptedException {
    try (WorkerServer server = WorkerServer.start(config)) {
      server.awaitReady();
      Serving.until(
          server::awaitTermination,
          server::close,
          Console.of(spec),
          "ready: %s on %s:%d".formatted(config.modelId(), host, server.port()));
    }
  }

  private WorkerConfig config(Path checkpoint) {
    WorkerConfig config = model.workerConfig(checkpoint).withHost(host).withPort(port);
    if (maxCanvasLength != null) {
      config = config.withMaxCanvasLength(maxCanvasLength);
    }
    return patternCacheBytes == null ? config : config.withPatternCacheBytes(patternCacheBytes);
  }
}
