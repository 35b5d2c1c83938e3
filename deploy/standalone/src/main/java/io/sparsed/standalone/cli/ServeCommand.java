package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed serve}. */
@Command(name = "serve", description = "Runs scheduler and worker in one process.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final SchedulerFlags scheduler = new SchedulerFlags();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--worker-port",
      paramLabel = "PORT",
      description = "Loopback port of the worker. Default: a free one.")
  private int workerPort;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.INFO);
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      serve(UsageException.ifRefused(() -> model.workerConfig(folder.path()).withPort(workerPort)));
    }
    return ExitCode.OK;
  }

  private void serve(WorkerConfig worker) throws IOException, InterruptedException {
    try (LocalServers servers =
        LocalServers.start(
            worker, defaults -> UsageException.ifRefused(() -> scheduler.applyTo(defaults)))) {
      Serving.until(
          servers::awaitTermination,
          servers::close,
          Console.of(spec),
          "ready: %s on %s:%d (worker on 127.0.0.1:%d)"
              .formatted(
                  worker.modelId(), scheduler.host, servers.schedulerPort(), servers.workerPort()));
    }
  }
}
