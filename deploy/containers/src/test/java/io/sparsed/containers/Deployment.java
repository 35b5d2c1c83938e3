package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.access.ClientToken;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/**
 * Two schedulers before three workers: two of the demo LLaDA, one of the demo Dream. Every hop
 * speaks TLS, workers serve known schedulers only, and callers need a token. It is started once,
 * and ends with the process.
 *
 * @param network that the containers are attached to
 * @param tls certificates of both kinds of servers
 * @param schedulers in the order in which clients ask them
 * @param workers those of the LLaDA first
 */
record Deployment(
    Network network, Certificates tls, List<Server> schedulers, List<Server> workers) {
  static final String LLADA = "demo";
  static final String DREAM = "demo-dream";
  static final String TOKEN = "a-token-that-nobody-may-read-in-a-log";

  /** Waits longer for a scheduler than a container takes to start. */
  static final RetryPolicy PATIENT =
      RetryPolicy.builder()
          .attempts(60)
          .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
          .patient(true)
          .build();

  private static final int SCHEDULER_PORT = 50_051;
  private static final int WORKER_PORT = 50_061;

  /** A Shared holds the deployment, which is started when a test asks for it. */
  private static final class Shared {
    private static final Deployment STARTED = start();

    private static Deployment start() {
      try {
        Deployment deployment = create();
        Runtime.getRuntime().addShutdownHook(new Thread(deployment::stop));
        Startables.deepStart(deployment.servers()).join();
        return deployment;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns the deployment, whose servers all serve. */
  static Deployment get() {
    return Shared.STARTED;
  }

  private static Deployment create() throws Exception {
    Images.build();
    Certificates tls =
        Certificates.make(
            "dns:localhost,dns:scheduler-1,dns:scheduler-2",
            "dns:worker-1,dns:worker-2,dns:worker-3");
    Files.writeString(tls.file("tokens"), ClientToken.of("tests", TOKEN).line() + "\n");
    Network network = Network.newNetwork();
    return new Deployment(
        network,
        tls,
        List.of(scheduler("scheduler-1", network, tls), scheduler("scheduler-2", network, tls)),
        List.of(
            worker("worker-1", LLADA, network, tls),
            worker("worker-2", LLADA, network, tls),
            worker("worker-3", DREAM, network, tls)));
  }

  private static Server scheduler(String name, Network network, Certificates tls) throws Exception {
    return new Server(Images.SCHEDULER, name, "scheduler", SCHEDULER_PORT, network, tls)
        .withPort(SCHEDULER_PORT, freePort())
        .withEnv("SPARSED_WORKERS", "worker-1:50061,worker-2:50061,worker-3:50061")
        .withEnv("SPARSED_WORKER_TLS", "/tls/worker.pem,/tls/scheduler.pem,/tls/scheduler.key")
        .withEnv("SPARSED_TLS_CERT", "/tls/scheduler.pem")
        .withEnv("SPARSED_TLS_KEY", "/tls/scheduler.key")
        .withEnv("SPARSED_TOKENS", "/tls/tokens")
        .withEnv("SPARSED_STEP_FLOOR", "2");
  }

  private static Server worker(String name, String model, Network network, Certificates tls) {
    return new Server(Images.WORKER, name, "worker", WORKER_PORT, network, tls)
        .withEnv("SPARSED_MODEL", model)
        .withEnv("OMP_NUM_THREADS", "1") // the workers share the cores of one machine
        .withEnv("SPARSED_MAX_CANVAS_LENGTH", "4096")
        .withEnv("SPARSED_TLS_CERT", "/tls/worker.pem")
        .withEnv("SPARSED_TLS_KEY", "/tls/worker.key")
        .withEnv("SPARSED_TLS_CLIENT_CA", "/tls/callers.pem")
        .withEnv("SPARSED_TLS_CLIENT_NAMES", "scheduler");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Returns a client of both schedulers with the right token. */
  SparseDClient client() {
    return client(tls.file("scheduler.pem"), TOKEN);
  }

  /** Returns a client of both schedulers that trusts some certificates and sends a token. */
  SparseDClient client(Path trusted, String token) {
    return SparseDClient.builder(target(schedulers.getFirst()), target(schedulers.getLast()))
        .tls(trusted)
        .token(token)
        .build();
  }

  /** Returns a client of one scheduler, which waits longer than a container takes to start. */
  SparseDClient patientClient(Server scheduler) {
    return SparseDClient.builder(target(scheduler))
        .tls(tls.file("scheduler.pem"))
        .token(TOKEN)
        .retry(PATIENT)
        .build();
  }

  /** Waits until every scheduler finds every worker ready. */
  void awaitReadyWorkers() {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions() // a scheduler that has just been started tells nothing yet
        .until(
            () ->
                schedulers.stream()
                    .allMatch(
                        scheduler -> scheduler.metric("sparsed_workers_ready") == workers.size()));
  }

  /** Throws if a server has logged a token or a private key. */
  void assertThatLogsHoldNoSecret() {
    for (Server server : servers()) {
      assertThat(server.getLogs())
          .as("log of " + server.alias())
          .isNotBlank()
          .doesNotContain(TOKEN, tls.key("scheduler"), tls.key("worker"));
    }
  }

  private static String target(Server scheduler) {
    return "localhost:" + scheduler.getMappedPort(SCHEDULER_PORT);
  }

  List<Server> servers() {
    return Stream.concat(schedulers.stream(), workers.stream()).toList();
  }

  private void stop() {
    servers().forEach(Server::stop);
    network.close();
  }
}
