package io.sparsed.client;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.scheduler.access.ClientToken;
import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the SDK before a scheduler without workers that asks clients who they are. */
class SecuredSchedulerTest {
  @TempDir static Path certificates;
  private static TlsFiles server;
  private static TlsFiles client;
  private static TlsFiles stranger;
  private static TlsFiles valid;
  private static TlsFiles expired;

  @TempDir Path folder;
  private Optional<SchedulerServer> scheduler = Optional.empty();

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = certificate("server");
    client = certificate("client");
    stranger = certificate("stranger");
    Certificates.make(authority(), certificates.resolve("ca.key"), "bc=ca:true");
    valid = signed("valid");
    expired = signed("expired", "-startdate", "-10d", "-validity", "2");
  }

  @AfterEach
  void stop() {
    scheduler.ifPresent(SchedulerServer::close);
  }

  @Test
  void mutualTls_byCertificate_letsTheTrustedIn() throws Exception {
    Path known =
        Files.writeString(
            folder.resolve("known.pem"),
            Files.readString(file(client)) + Files.readString(authority()));
    serve(Endpoint.LOOPBACK.withTls(Optional.of(server.trusting(known))));

    assertThat(models(builder -> with(builder.tls(file(server)), client))).isEmpty();
    assertThat(models(builder -> with(builder, client).tls(file(server)))).isEmpty();
    assertThat(models(builder -> with(builder.tls(file(server)), valid))).isEmpty();
    assertRefused(builder -> builder.tls(file(server)), "refused the TLS connection");
    assertRefused(builder -> with(builder.tls(file(server)), stranger), "refused the TLS");
    assertRefused(builder -> with(builder.tls(file(server)), expired), "refused the TLS");
    assertRefused(builder -> with(builder.tls(file(stranger)), client), "not signed by a trusted");
    assertRefused(ClientBuilder::plaintext, "hung up");
  }

  @Test
  void clientCertificate_thatCannotBeUsed_isNamed() {
    serve(Endpoint.LOOPBACK);
    Path missing = folder.resolve("missing.pem");

    assertThatThrownBy(() -> SparseDClient.builder("x").clientCertificate(missing, missing).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(
            () ->
                SparseDClient.builder("x")
                    .clientCertificate(file(client), server.key().orElseThrow())
                    .build())
        .hasMessageContaining("the private key is not that of the first certificate");
  }

  @Test
  void tls_renewedWhileBothRun_isUsedByBoth() throws Exception {
    TlsFiles ofServer = copy(server, "server");
    TlsFiles ofClient = copy(client, "client");
    Path knownToServer = Files.copy(file(client), folder.resolve("clients.pem"));
    Path knownToClient = Files.copy(file(server), folder.resolve("servers.pem"));
    serve(Endpoint.LOOPBACK.withTls(Optional.of(ofServer.trusting(knownToServer))));
    try (SparseDClient renewing =
        newClient(builder -> with(builder.tls(knownToClient), ofClient))) {
      assertThat(renewing.models()).isEmpty();

      replace(ofServer, stranger);
      await().until(() -> fails(builder -> with(builder.tls(file(server)), client)));
      assertThat(models(builder -> with(builder.tls(file(stranger)), client))).isEmpty();
      assertThat(renewing.models()).as("the connection that exists").isEmpty();

      Files.writeString(file(ofServer), "broken");
      Files.copy(file(server), knownToServer, REPLACE_EXISTING);
      await().until(() -> fails(builder -> with(builder.tls(file(stranger)), client)));
      assertThat(models(builder -> with(builder.tls(file(stranger)), server))).isEmpty();
    }
    try (SparseDClient renewing =
        newClient(builder -> with(builder.tls(knownToClient), ofClient))) {
      assertThatThrownBy(renewing::models).hasMessageContaining("not signed by a trusted");
      Files.copy(file(stranger), knownToClient, REPLACE_EXISTING);
      replace(ofClient, server);

      await().until(() -> !fails(renewing));
    }
  }

  @Test
  void token_wrongOrRevokedWhileRunning_isUnauthenticated() throws Exception {
    Path tokens = folder.resolve("tokens");
    String first = ClientToken.of("app", "first").line();
    String second = ClientToken.of("app", "second").line();
    Files.writeString(tokens, first + "\n" + second);
    serve(Endpoint.LOOPBACK.withTokens(Optional.of(tokens)));

    assertThatThrownBy(() -> models(ClientBuilder::plaintext))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessageContaining("authorization: Bearer TOKEN");
    assertThatThrownBy(() -> models(builder -> builder.plaintext().token("wrong")))
        .isInstanceOf(UnauthenticatedException.class);
    try (SparseDClient revoked = newClient(builder -> builder.plaintext().token("first"))) {
      assertThat(revoked.models()).isEmpty();
      Files.writeString(tokens, second);

      await().until(() -> fails(revoked));
      assertThatThrownBy(revoked::models).isInstanceOf(UnauthenticatedException.class);
    }
    assertThat(models(builder -> builder.plaintext().token("second"))).isEmpty();
  }

  @Test
  void calls_moreThanAMinutes_areOverloadedForAWhile() {
    serve(Endpoint.LOOPBACK.withCallsPerMinute(Optional.of(2)));
    try (SparseDClient busy = newClient(ClientBuilder::plaintext)) {
      assertThat(busy.models()).isEmpty();
      assertThat(busy.models()).isEmpty();

      assertThatThrownBy(busy::models)
          .isInstanceOf(OverloadedException.class)
          .hasMessageContaining("calls too often: call again in 30 s");
    }
  }

  @Test
  void metadata_tooLarge_isRefused() {
    serve(Endpoint.LOOPBACK);

    assertThatThrownBy(() -> models(builder -> builder.plaintext().apiKey("x".repeat(20_000))))
        .isInstanceOf(SparseDException.class)
        .hasMessageContaining("takes no headers as long")
        .satisfies(e -> assertThat(((SparseDException) e).retryable()).isFalse());
  }

  private void serve(Endpoint endpoint) {
    scheduler =
        Optional.of(
            SchedulerServer.start(
                SchedulerConfig.of(List.of("127.0.0.1:1")).withEndpoint(endpoint)));
  }

  private List<ModelInfo> models(UnaryOperator<ClientBuilder> settings) {
    try (SparseDClient asking = newClient(settings)) {
      return asking.models();
    }
  }

  private SparseDClient newClient(UnaryOperator<ClientBuilder> settings) {
    return settings
        .apply(
            SparseDClient.builder("localhost:" + scheduler.orElseThrow().port())
                .retry(RetryPolicy.never())
                .defaultDeadline(Duration.ofSeconds(20)))
        .build();
  }

  private boolean fails(UnaryOperator<ClientBuilder> settings) {
    try (SparseDClient asking = newClient(settings)) {
      return fails(asking);
    }
  }

  private static boolean fails(SparseDClient asking) {
    try {
      return !asking.models().isEmpty();
    } catch (SparseDException e) {
      return true;
    }
  }

  private void assertRefused(UnaryOperator<ClientBuilder> settings, String sentence) {
    assertThatThrownBy(() -> models(settings))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(sentence);
  }

  private static ClientBuilder with(ClientBuilder builder, TlsFiles own) {
    return builder.clientCertificate(file(own), own.key().orElseThrow());
  }

  private static Path file(TlsFiles owner) {
    return owner.certificates().orElseThrow();
  }

  private TlsFiles copy(TlsFiles from, String name) throws IOException {
    TlsFiles copy = TlsFiles.server(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    replace(copy, from);
    return copy;
  }

  private static void replace(TlsFiles files, TlsFiles by) throws IOException {
    Files.copy(by.key().orElseThrow(), files.key().orElseThrow(), REPLACE_EXISTING);
    Files.copy(file(by), file(files), REPLACE_EXISTING);
  }

  private static Path authority() {
    return certificates.resolve("ca.pem");
  }

  private static TlsFiles signed(String name, String... more) throws Exception {
    Path file = certificates.resolve(name + ".pem");
    Path key = certificates.resolve(name + ".key");
    Certificates.sign(authority(), file, key, "san=dns:localhost", more);
    return TlsFiles.server(file, key);
  }

  private static TlsFiles certificate(String name, String... more) throws Exception {
    Path file = certificates.resolve(name + ".pem");
    Path key = certificates.resolve(name + ".key");
    Certificates.make(file, key, "san=dns:localhost", more);
    return TlsFiles.server(file, key);
  }
}
