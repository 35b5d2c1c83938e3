package io.sparsed.standalone.observability;

import static java.net.http.HttpResponse.BodyHandlers.ofString;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.standalone.cli.SparseDCommand;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A scheduler and a worker with the demo model, each with its port for operators. */
final class Deployment implements AutoCloseable {
  private final ModelFolder folder;
  private final WorkerServer worker;
  private final SchedulerServer scheduler;

  Deployment() throws IOException, InterruptedException {
    folder = ModelFolder.of(Optional.empty());
    worker =
        WorkerServer.start(
                WorkerConfig.of(folder.path())
                    .withCompute(Compute.on("cpu"))
                    .withMetricsPort(OptionalInt.of(0)))
            .awaitReady();
    scheduler =
        SchedulerServer.start(
                SchedulerConfig.of(List.of("127.0.0.1:" + worker.port()))
                    .withMetricsPort(OptionalInt.of(0)))
            .awaitReady();
  }

  int schedulerMetrics() {
    return scheduler.metricsPort().orElseThrow();
  }

  int workerMetrics() {
    return worker.metricsPort().orElseThrow();
  }

  /** Runs a generation whose steps are dense, take a pattern, and are sparse. */
  void generate() {
    int exitCode =
        SparseDCommand.commandLine()
            .setOut(new PrintWriter(Writer.nullWriter()))
            .execute(
                "generate",
                "What is 24 + 37?",
                "--connect=127.0.0.1:" + scheduler.port(),
                "--gen-length=16",
                "--steps=8",
                "--block-size=16");
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode);
    }
  }

  /** Returns the body that a port for operators answers. */
  static String get(int port, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), ofString()).body();
    }
  }

  @Override
  public void close() {
    scheduler.close();
    worker.close();
    folder.close();
  }
}
