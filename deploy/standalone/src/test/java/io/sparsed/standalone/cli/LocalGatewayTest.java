package io.sparsed.standalone.cli;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparsed.gateway.GatewayConfig;
import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP before a scheduler of the same process, with TLS on both; the scheduler has no worker. */
class LocalGatewayTest {
  @TempDir static Path certificates;
  private static TlsFiles one;
  private static TlsFiles other;

  @TempDir Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    one = Certificates.make(certificates, "one");
    other = Certificates.make(certificates, "other");
  }

  @Test
  void tls_renewedWhileItRuns_isThatOfTheScheduler() throws Exception {
    TlsFiles used = TlsFiles.server(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    replace(used, one);
    try (SchedulerServer scheduler = scheduler(used);
        LocalGateway gateway = gateway(scheduler, used)) {
      assertThat(gateway.url("127.0.0.1")).startsWith("https://127.0.0.1:");
      HttpResponse<String> models = models(gateway, TlsFiles.client(Certificates.chain(one)));
      assertThat(models.statusCode()).isEqualTo(200);
      assertThat(models.body()).contains("\"list\"");
      TlsFiles renewed = TlsFiles.client(Certificates.chain(other));
      assertThatThrownBy(() -> models(gateway, renewed)).isInstanceOf(SSLException.class);

      replace(used, other);

      await().ignoreExceptions().until(() -> models(gateway, renewed).statusCode() == 200);
    }
  }

  @Test
  void tls_clientsNeedACertificate_overHttpToo() throws Exception {
    TlsFiles known = one.trusting(Certificates.chain(one));
    try (SchedulerServer scheduler = scheduler(known);
        LocalGateway gateway = gateway(scheduler, known)) {
      assertThat(models(gateway, known).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> models(gateway, TlsFiles.client(Certificates.chain(one))))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> models(gateway, other.trusting(Certificates.chain(one))))
          .isInstanceOf(IOException.class);
    }
  }

  private static SchedulerServer scheduler(TlsFiles tls) {
    return SchedulerServer.start(
        SchedulerConfig.of(List.of("127.0.0.1:1"))
            .withEndpoint(Endpoint.LOOPBACK.withTls(Optional.of(tls))));
  }

  private static LocalGateway gateway(SchedulerServer scheduler, TlsFiles tls) throws IOException {
    return LocalGateway.start(GatewayConfig.of("127.0.0.1", 0), scheduler.port(), Optional.of(tls));
  }

  private static HttpResponse<String> models(LocalGateway gateway, TlsFiles caller)
      throws Exception {
    URI uri = URI.create(gateway.url("127.0.0.1") + "v1/models");
    try (Tls tls = Tls.follow(caller);
        HttpClient client = HttpClient.newBuilder().sslContext(tls.context()).build()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static void replace(TlsFiles files, TlsFiles by) throws IOException {
    Files.copy(Certificates.key(by), Certificates.key(files), REPLACE_EXISTING);
    Files.copy(Certificates.chain(by), Certificates.chain(files), REPLACE_EXISTING);
  }
}
