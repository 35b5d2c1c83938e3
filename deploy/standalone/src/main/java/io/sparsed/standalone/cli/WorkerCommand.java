package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.settings.ConfigFile;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerOptions;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sparsed worker}: runs a worker until the process is told to stop. */
@Command(
    name = "worker",
    description = "Runs a worker: one model on one device.",
    footer = ModelFolder.HELP)
final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final WorkerOptions options = new WorkerOptions();

  @SuppressWarnings("unused") // picocli reads it
  @Mixin
  private final ConfigFile configuration = new ConfigFile();

  @Mixin private final LogOptions log = new LogOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    log.apply();
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      return serve(UsageException.ifRefused(() -> config(folder.path())));
    }
  }

  WorkerConfig config(Path checkpoint) {
    return options.applyTo(model.config(checkpoint));
  }

  private int serve(WorkerConfig config) throws IOException, InterruptedException {
    try (WorkerServer server = start(config)) {
      server.awaitReady();
      LocalTokenizer.problem(config.checkpoint()).ifPresent(Console.of(spec)::note);
      Serving.until(
          server::awaitTermination,
          server::close,
          Console.of(spec),
          "ready: %s on %s:%d"
              .formatted(config.modelId(), config.endpoint().host(), server.port()));
      return server.isBroken() ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  /** Starts the server; TLS files that do not hold what they should are a wrong command. */
  private static WorkerServer start(WorkerConfig config) throws IOException {
    try {
      return WorkerServer.start(config);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
