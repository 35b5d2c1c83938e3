package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.sparsed.scheduler.access.ClientToken;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import io.sparsed.v1.CompleteRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for secrets in whatever a scheduler writes while they are used. */
class SecretsTest {

  private static final String RIGHT = ClientToken.random();
  private static final String WRONG = ClientToken.random();
  private static final String KEY = "key-that-nobody-may-read";

  @TempDir Path folder;

  @Test
  void everythingWritten_whileTokensAndKeysAreUsed_holdsNone() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), ClientToken.of("app", RIGHT).line());
    StringBuilder written = new StringBuilder();
    try (LogLines log = LogLines.of("io.sparsed");
        Cluster cluster =
            Cluster.over(
                config ->
                    config
                        .withEndpoint(
                            Endpoint.LOOPBACK
                                .withTokens(Optional.of(tokens))
                                .withCallsPerMinute(Optional.of(2)))
                        .withMetricsPort(OptionalInt.of(0)),
                "127.0.0.1:1")) {
      written.append(failure(cluster, WRONG)).append(failure(cluster, ""));
      for (int i = 0; i < 3; i++) {
        written.append(failure(cluster, RIGHT));
      }
      Files.writeString(tokens, RIGHT);
      await().until(() -> log.text().contains("stays in use"));
      written.append(metrics(cluster)).append(log.text());
    }

    assertThat(written.toString())
        .contains("UNAUTHENTICATED", "RATE_LIMITED", "NO_WORKER", "token_name=app")
        .contains("sparsed_client_calls_total{client=\"app\"}")
        .doesNotContain(WRONG, RIGHT, KEY, ClientToken.of("app", RIGHT).sha256());
  }

  @Test
  void follow_keyThatDoesNotServe_isNotEchoed() throws Exception {
    TlsFiles files = Certificates.selfSigned("scheduler", folder);
    TlsFiles other = Certificates.selfSigned("other", folder);
    Path key = files.key().orElseThrow();
    Path broken =
        Files.writeString(
            folder.resolve("broken"), Files.readString(key).replace("BEGIN", "BEGAN"));

    assertRefused(TlsFiles.server(Certificates.file(files), broken), "there is no private key");
    assertRefused(TlsFiles.server(key, key), "there is no certificate");
    assertRefused(TlsFiles.server(Certificates.file(other), key), "private key is not that of");
    assertRefused(
        TlsFiles.server(Certificates.file(files), folder.resolve("none")), "there is no file");
  }

  private void assertRefused(TlsFiles files, String reason) throws IOException {
    String secret = Files.readAllLines(folder.resolve("scheduler-key.pem")).get(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.follow(files))
        .withMessageContaining(reason)
        .satisfies(
            e -> {
              StringWriter all = new StringWriter();
              e.printStackTrace(new PrintWriter(all));
              assertThat(all.toString()).doesNotContain(secret);
            });
  }

  private static String failure(Cluster cluster, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), KEY);
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                cluster
                    .stub()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .complete(CompleteRequest.getDefaultInstance()));
    return failure + " " + failure.getTrailers() + " " + StatusProto.fromThrowable(failure);
  }

  private static String metrics(Cluster cluster) throws Exception {
    int port = cluster.scheduler().metricsPort().getAsInt();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
