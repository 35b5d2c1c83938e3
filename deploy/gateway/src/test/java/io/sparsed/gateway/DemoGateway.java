package io.sparsed.gateway;

import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.http.HttpLimits;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The demo model behind a worker, a scheduler and a gateway, over real sockets. */
final class DemoGateway implements AutoCloseable {
  static final String MODEL = "demo";
  static final String QUESTION = "What is the capital of Italy?";
  static final String ANSWER = "The capital of Italy is Rome.";

  private static final Path CHECKPOINT =
      Path.of("..", "standalone", "src", "main", "resources", "demo-model", "llada");

  private final WorkerServer worker;
  private final SchedulerServer scheduler;
  private final SparseDClient client;
  private final HttpLimits limits;
  private Gateway gateway;

  DemoGateway() throws IOException, InterruptedException {
    this(config -> config, HttpLimits.defaults());
  }

  DemoGateway(UnaryOperator<SchedulerConfig> change, HttpLimits limits)
      throws IOException, InterruptedException {
    worker =
        WorkerServer.start(
                WorkerConfig.of(CHECKPOINT).withCompute(Compute.on("cpu")).withModelId(MODEL))
            .awaitReady();
    scheduler =
        SchedulerServer.start(
                change.apply(SchedulerConfig.of(List.of("127.0.0.1:" + worker.port()))))
            .awaitReady();
    client = SparseDClient.builder("127.0.0.1:" + scheduler.port()).plaintext().build();
    this.limits = limits;
    gateway = Gateway.start(GatewayConfig.of("127.0.0.1", 0).withLimits(limits), client);
  }

  /** Closes the gateway, and runs something before another one listens on its port. */
  void restart(Runnable meanwhile) throws IOException {
    int port = gateway.port();
    gateway.close();
    meanwhile.run();
    gateway = Gateway.start(GatewayConfig.of("127.0.0.1", port).withLimits(limits), client);
  }

  int port() {
    return gateway.port();
  }

  /** The address of the page; OpenAI's API is below {@code v1}. */
  String url() {
    return "http://127.0.0.1:" + gateway.port() + "/";
  }

  SchedulerServer scheduler() {
    return scheduler;
  }

  @Override
  public void close() {
    gateway.close();
    client.close();
    scheduler.close();
    worker.close();
  }
}
