package io.sparsed.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparsed.service.AdminAccess;
import io.sparsed.tls.TlsFiles;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void get_tlsAndTokenAsked_onlyHealthIsOpen(@TempDir Path folder) throws Exception {
    TlsFiles tls = Certificates.selfSigned("scheduler", folder);
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    AdminAccess access = new AdminAccess(Optional.of(tls), Optional.of(token));
    SchedulerConfig config = CONFIG.withMetricsPort(OptionalInt.of(0)).withAdmin(access);
    try (SchedulerServer server = SchedulerServer.start(config);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(tls)).build()) {
      URI metrics =
          URI.create("https://localhost:" + server.metricsPort().orElseThrow() + "/metrics");
      HttpRequest request = HttpRequest.newBuilder(metrics).build();
      HttpRequest withToken =
          HttpRequest.newBuilder(metrics).header("Authorization", "Bearer secret").build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      assertThat(client.send(withToken, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(metrics.resolve("/livez")).build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
      Files.writeString(token, "renewed");
      assertThat(client.send(withToken, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
  }

  private static SSLContext trusting(TlsFiles tls) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (var in = Files.newInputStream(tls.certificates().orElseThrow())) {
      trusted.setCertificateEntry(
          "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
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
