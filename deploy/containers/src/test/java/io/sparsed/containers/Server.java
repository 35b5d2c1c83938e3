package io.sparsed.containers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A scheduler or a worker in a container as operators are told to run it: not as root, without
 * capabilities, on a read-only file system.
 */
final class Server extends GenericContainer<Server> {
  private static final int METRICS_PORT = 9090;

  /** The check of the image's health, with time for all containers of a busy machine at once. */
  private static final HealthCheck PATIENT =
      new HealthCheck().withTimeout(Duration.ofMinutes(1).toNanos());

  private final String alias;
  private final Network shared;

  Server(String image, String alias, String command, int port, Network network, Certificates tls) {
    super(DockerImageName.parse(image));
    this.alias = alias;
    this.shared = network;
    withCommand(command);
    withNetwork(network);
    withNetworkAliases(alias);
    withExposedPorts(port, METRICS_PORT);
    withTmpFs(Map.of("/tmp", "rw,size=256m"));
    withEnv("SPARSED_METRICS_PORT", String.valueOf(METRICS_PORT));
    withEnv("SPARSED_JAVA_OPTS", "-XX:TieredStopAtLevel=1"); // it lives for minutes only
    withCreateContainerCmdModifier(
        create ->
            create
                .withHealthcheck(PATIENT)
                .getHostConfig()
                .withReadonlyRootfs(true)
                .withBinds(
                    new Bind(
                        tls.folder().toString(), new Volume(Certificates.MOUNTED), AccessMode.ro))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges")));
    waitingFor(
        Wait.forLogMessage(".*(ready: |listening: ).*", 1)
            .withStartupTimeout(Duration.ofMinutes(5)));
  }

  /** Publishes a port under the same number of this machine, also after a restart. */
  Server withPort(int port, int onThisMachine) {
    return withCreateContainerCmdModifier(
        create ->
            create
                .getHostConfig()
                .withPortBindings(
                    new PortBinding(Binding.bindPort(onThisMachine), ExposedPort.tcp(port)),
                    new PortBinding(Binding.empty(), ExposedPort.tcp(METRICS_PORT))));
  }

  String alias() {
    return alias;
  }

  /** Kills the process without a chance to say anything. */
  void killNow() {
    docker().killContainerCmd(getContainerId()).exec();
  }

  /** Asks the process to end, as every orchestrator does. */
  void terminate() {
    docker().killContainerCmd(getContainerId()).withSignal("SIGTERM").exec();
  }

  /** Starts the container again, once its process has ended. */
  void startAgain() {
    awaitEnd();
    docker().startContainerCmd(getContainerId()).exec();
  }

  void awaitEnd() {
    await().atMost(Duration.ofMinutes(1)).until(() -> !Boolean.TRUE.equals(state().getRunning()));
  }

  /** Waits until the health check of its image says that it serves. */
  void awaitHealth() {
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> "healthy".equals(state().getHealth().getStatus()));
  }

  void pause() {
    docker().pauseContainerCmd(getContainerId()).exec();
  }

  void unpause() {
    docker().unpauseContainerCmd(getContainerId()).exec();
  }

  void disconnect() {
    docker()
        .disconnectFromNetworkCmd()
        .withContainerId(getContainerId())
        .withNetworkId(shared.getId())
        .exec();
  }

  void reconnect() {
    docker()
        .connectToNetworkCmd()
        .withContainerId(getContainerId())
        .withNetworkId(shared.getId())
        .withContainerNetwork(new ContainerNetwork().withAliases(List.of(alias)))
        .exec();
  }

  InspectContainerResponse.ContainerState state() {
    return inspected().getState();
  }

  /** Returns what the server tells Prometheus now. */
  String metrics() {
    return Http.get("http://localhost:" + metricsPort() + "/metrics");
  }

  /** Returns the sum of a metric over its labels; 0 if the server has none of it. */
  double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Returns the port of this machine, which a restart changes. */
  private String metricsPort() {
    Binding[] bindings =
        Objects.requireNonNull(
            inspected()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(METRICS_PORT)));
    return bindings[0].getHostPortSpec();
  }

  InspectContainerResponse inspected() {
    return docker().inspectContainerCmd(getContainerId()).exec();
  }

  private DockerClient docker() {
    return getDockerClient();
  }
}
