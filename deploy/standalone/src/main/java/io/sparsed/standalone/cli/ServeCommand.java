package io.sparsed.standalone.cli;

import io.sparsed.scheduler.SchedulerOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code sparsed serve}: runs a scheduler and its only worker until the process is told to stop.
 */
@Command(
    name = "serve",
    description = "Runs scheduler and worker in one process.",
    footer = {
      ModelFolder.HELP,
      "Flags that scheduler and worker share, and their variables, are the scheduler's here:"
          + " --host, --port, --max-canvas-length, --pattern-cache-bytes, --metrics-port, --tls-*."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final SchedulerOptions scheduler = new SchedulerOptions();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--worker-port",
      descriptionKey = "SPARSED_WORKER_PORT",
      paramLabel = "PORT",
      description = "Loopback port of the worker. Default: a free one.")
  private int workerPort;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbosity.apply(LogLevel.INFO);
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      serve(
          UsageException.ifRefused(
              () ->
                  model
                      .config(folder.path())
                      .withEndpoint(Endpoint.LOOPBACK.withPort(workerPort))));
    }
    return ExitCode.OK;
  }

  private void serve(WorkerConfig worker) throws IOException, InterruptedException {
    try (LocalServers servers =
        LocalServers.start(
            worker, workers -> UsageException.ifRefused(() -> scheduler.config(workers)))) {
      Serving.until(
          servers::awaitTermination,
          servers::close,
          Console.of(spec),
          "ready: %s on %s:%d (worker on 127.0.0.1:%d)"
              .formatted(
                  worker.modelId(),
                  scheduler.host(),
                  servers.schedulerPort(),
                  servers.workerPort()));
    }
  }
}
