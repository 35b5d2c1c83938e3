package io.sparsed.scheduler;

import io.sparsed.worker.Compute;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A WorkerProcess is a worker in a process of its own, always on the same port. */
final class WorkerProcess implements AutoCloseable {

  private final Path checkpoint;
  private final String modelId;
  private final int port;
  private Process process;

  private WorkerProcess(Path checkpoint, String modelId, int port) throws IOException {
    this.checkpoint = checkpoint;
    this.modelId = modelId;
    this.port = port;
    this.process = launch();
  }

  /**
   * Starts a worker, which loads its model in the background.
   *
   * @param modelId id under which it serves the checkpoint
   */
  static WorkerProcess start(Path checkpoint, String modelId) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new WorkerProcess(checkpoint, modelId, free.getLocalPort());
    }
  }

  int port() {
    return port;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** Sends SIGKILL, which ends it at once. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends SIGSTOP; it keeps its connections and does nothing. */
  void hang() {
    signal("STOP");
  }

  /** Sends SIGCONT. */
  void resume() {
    signal("CONT");
  }

  /** Sends SIGTERM, as an orchestrator does, and waits until it has drained. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** Starts the worker again if it has ended. */
  void revive() throws IOException, InterruptedException {
    resume();
    if (process.waitFor(0, TimeUnit.SECONDS)) {
      process = launch();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a worker: checkpoint, model id and port are its arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    WorkerConfig config =
        WorkerConfig.of(Path.of(arguments[0]))
            .withModelId(arguments[1])
            .withEndpoint(Endpoint.LOOPBACK.withPort(Integer.parseInt(arguments[2])))
            .withCompute(Compute.on("cpu"));
    try (WorkerServer server = WorkerServer.start(config)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.awaitTermination();
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1", // starts sooner; it lives for seconds only
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerProcess.class.getName(),
            checkpoint.toString(),
            modelId,
            Integer.toString(port));
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
