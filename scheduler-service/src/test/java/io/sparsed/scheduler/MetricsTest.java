package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MetricsTest {

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
    try (SchedulerServer server = SchedulerServer.start(CONFIG.withMetricsPort(OptionalInt.of(0)));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/metrics"
                              .formatted(server.metricsPort().orElseThrow())))
                  .build(),
              BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .contains("sparsed_requests_running 0", "sparsed_requests_waiting 0")
          .contains("sparsed_requests_wait_seconds_count 0", "sparsed_patterns_reserved_bytes 0");
    }
  }
}
