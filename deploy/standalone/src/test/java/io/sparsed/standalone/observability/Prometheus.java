package io.sparsed.standalone.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Prometheus that scrapes a deployment twice a second. */
final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final int port;

  Prometheus(Deployment servers, Path folder) throws IOException {
    port = freePort();
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 500ms}
        scrape_configs:
          - job_name: sparsed-scheduler
            static_configs: [{targets: ['127.0.0.1:%d']}]
          - job_name: sparsed-worker
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(servers.schedulerMetrics(), servers.workerMetrics()));
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=error")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  /** Returns the results of an expression now; none while Prometheus starts. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    String path = "/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8);
    return JSON.readTree(Deployment.get(port, path)).at("/data/result");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
