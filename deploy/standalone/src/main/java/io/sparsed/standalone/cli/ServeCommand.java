package io.sparsed.standalone.cli;

import io.sparsed.gateway.GatewayConfig;
import io.sparsed.scheduler.SchedulerOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.settings.ConfigFile;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.Optional;
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

  @SuppressWarnings("unused") // picocli reads it
  @Mixin
  private final ConfigFile configuration = new ConfigFile();

  @Mixin private final LogOptions log = new LogOptions();

  @Option(
      names = "--worker-port",
      descriptionKey = "SPARSED_WORKER_PORT",
      paramLabel = "PORT",
      description = "Loopback port of the worker. Default: a free one.")
  private int workerPort;

  @Option(
      names = "--http-port",
      descriptionKey = "SPARSED_HTTP_PORT",
      paramLabel = "PORT",
      description =
          "Serve OpenAI's HTTP API and the page that shows denoising there, 0 for a free port; with"
              + " --tls-cert over TLS. Default: not at all.")
  private Optional<Integer> httpPort = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    log.apply();
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
      if (httpPort.isEmpty()) {
        serve(worker.modelId(), servers, Optional.empty());
        return;
      }
      GatewayConfig config =
          UsageException.ifRefused(() -> GatewayConfig.of(scheduler.host(), httpPort.get()));
      try (LocalGateway gateway =
          LocalGateway.start(config, servers.schedulerPort(), scheduler.tls())) {
        serve(worker.modelId(), servers, Optional.of(gateway.url(scheduler.host())));
      }
    }
  }

  private void serve(String model, LocalServers servers, Optional<String> page)
      throws IOException, InterruptedException {
    StringBuilder lines =
        new StringBuilder(
            "ready: %s on %s:%d (worker on 127.0.0.1:%d)"
                .formatted(model, scheduler.host(), servers.schedulerPort(), servers.workerPort()));
    page.ifPresent(url -> lines.append("%n  page     %s%n  OpenAI   %sv1".formatted(url, url)));
    if (servers.metricsPort().isPresent()) {
      String url = LocalGateway.url(scheduler.host(), servers.metricsPort().getAsInt());
      lines.append("%n  metrics  %smetrics".formatted(url));
    }
    Serving.until(servers::awaitTermination, servers::close, Console.of(spec), lines.toString());
  }
}
