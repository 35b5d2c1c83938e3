package io.sparsed.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The port for operators. */
class AdminServerTest {

  private static final SchedulerConfig CONFIG = SchedulerConfig.of(List.of("127.0.0.1:1"));

  @Test
  void start_portIsTaken_failsAndListensNowhere() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(
              () ->
                  SchedulerServer.start(
                      CONFIG.withMetricsPort(OptionalInt.of(taken.getLocalPort()))));
    }
  }

  @Test
  void start_noPortGiven_servesNone() {
    try (SchedulerServer server = SchedulerServer.start(CONFIG)) {
      assertThat(server.metricsPort()).isEmpty();
    }
  }

  @Test
  void metrics_portGiven_saysWhoRunsAndWaits() throws Exception {
    try (SchedulerServer server =
        SchedulerServer.start(CONFIG.withMetricsPort(OptionalInt.of(0)))) {
      HttpResponse<String> response = get(server, "/metrics");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .contains("sparsed_requests_running 0", "sparsed_requests_waiting 0")
          .contains("sparsed_requests_wait_seconds_count 0", "sparsed_patterns_reserved_bytes 0");
    }
  }

  @Test
  void get_eachPath_answersForItself() throws Exception {
    try (SchedulerServer server =
        SchedulerServer.start(CONFIG.withMetricsPort(OptionalInt.of(0)))) {
      assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(server, "/readyz").statusCode()).as("no worker").isEqualTo(503);
      assertThat(get(server, "/buildinfo").body()).contains("version=", "java=25");
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(404);
      assertThat(get(server, "/").statusCode()).isEqualTo(404);
      assertThat(get(server, "/metrics/x").statusCode()).isEqualTo(404);
      assertThat(send(server, "/metrics", "POST").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void get_besideHundredHalfSentRequests_isAnswered() throws Exception {
    List<Socket> half = new ArrayList<>();
    try (SchedulerServer server =
        SchedulerServer.start(CONFIG.withMetricsPort(OptionalInt.of(0)))) {
      for (int i = 0; i < 100; i++) {
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.metricsPort().orElseThrow());
        half.add(socket);
        String sent = i % 2 == 0 ? "GET /metr" : "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1";
        socket.getOutputStream().write(sent.getBytes(UTF_8));
      }

      assertThat(get(server, "/metrics").statusCode()).isEqualTo(200);
    } finally {
      for (Socket each : half) {
        each.close();
      }
    }
  }

  private static HttpResponse<String> get(SchedulerServer server, String path) throws Exception {
    return send(server, path, "GET");
  }

  private static HttpResponse<String> send(SchedulerServer server, String path, String method)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.metricsPort().orElseThrow() + path);
      return client.send(
          HttpRequest.newBuilder(uri)
              .method(method, BodyPublishers.noBody())
              .timeout(Duration.ofSeconds(20))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
