package io.sparsed.client;

import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** A scheduler in a process of its own, which can be killed. */
final class SchedulerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private SchedulerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one on a port before a worker, and returns at once. */
  static SchedulerProcess start(int port, String worker) throws IOException {
    return new SchedulerProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts sooner; it lives for seconds only
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SchedulerProcess.class.getName(),
                Integer.toString(port),
                worker)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        port);
  }

  /** Runs a scheduler: its port and its worker's address are its arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    Endpoint endpoint = Endpoint.LOOPBACK.withPort(Integer.parseInt(arguments[0]));
    try (SchedulerServer server =
        SchedulerServer.start(SchedulerConfig.of(List.of(arguments[1])).withEndpoint(endpoint))) {
      server.awaitTermination();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  /** Waits until it can be asked for its model. */
  SchedulerProcess awaitReady() {
    try (SparseDClient client = SparseDClient.builder(target()).plaintext().build()) {
      await().ignoreExceptions().until(() -> client.models().size() == 1);
      return this;
    } catch (ConditionTimeoutException e) {
      close();
      throw e;
    }
  }

  /** SIGKILL; returns when it is dead. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
