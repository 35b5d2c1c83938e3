package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCommandTest {
  @Test
  void health_serverServes_succeeds() throws Exception {
    Cli result = healthOfServerThatIs(ServingStatus.SERVING);

    assertThat(result).isEqualTo(new Cli(0, "SERVING" + System.lineSeparator(), ""));
  }

  @Test
  void health_serverDoesNotServe_fails() throws Exception {
    Cli result = healthOfServerThatIs(ServingStatus.NOT_SERVING);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("sparsed: NOT_SERVING");
  }

  @Test
  void health_noServer_tellsWhereItAsked() throws Exception {
    Server gone = start(new HealthStatusManager());
    int port = gone.getPort();
    gone.shutdownNow().awaitTermination();

    Cli result = Cli.run("health", "--host", "0.0.0.0", "--port", String.valueOf(port));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith(
            "sparsed: no answer from 127.0.0.1:" + port + ": UNAVAILABLE: Connection refused")
        .hasLineCount(1);
  }

  @Test
  void health_fileWithoutCertificate_isAWrongCommand(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("a.pem"));

    Cli result = Cli.run("health", "--tls-cert", empty.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("sparsed: " + empty + " holds no certificate");
  }

  private static Cli healthOfServerThatIs(ServingStatus status) throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    Server server = start(health);
    try {
      return Cli.run("health", "--port", String.valueOf(server.getPort()));
    } finally {
      server.shutdownNow();
    }
  }

  private static Server start(HealthStatusManager health) throws IOException {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
        .addService(health.getHealthService())
        .build()
        .start();
  }
}
