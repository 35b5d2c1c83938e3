package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.sparsed.v1.GenerationServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures that no scheduler answers, on real sockets. */
class TransportStatusTest {
  private static final String[] INSIDES = {
    "io exception",
    "CallOptions",
    "Channel Pipeline",
    "Hex dump",
    "Http2",
    "PKIX",
    "closed=",
    "Network closed",
    "RST_STREAM",
    "java.",
    "netty"
  };

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, cannot connect to 127.0.0.1:1: connection refused",
    "nosuch.invalid:1, cannot connect to nosuch.invalid:1: no such host",
    "dns:///nosuch.invalid:1, cannot connect to nosuch.invalid:1: no such host",
  })
  void nobodyThere_isTold(String target, String sentence) {
    SparseDException failure = failure(target, ClientBuilder::plaintext);

    assertThat(failure).isInstanceOf(UnavailableException.class).hasMessageStartingWith(sentence);
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.getCause()).isNotNull();
  }

  @Test
  void tlsToPlaintext_isToldAndNotTriedAgain() throws Exception {
    try (ScriptedServer server = ScriptedServer.generating((_, _) -> {})) {
      assertLasting(failure(server.target(), builder -> builder), "does not speak TLS");
    }
  }

  @Test
  void tls_certificateThatDoesNotServe_isToldAndNotTriedAgain() throws Exception {
    Path mine = certificate("mine", "san=ip:127.0.0.1");
    Path other = certificate("other", "san=dns:example.org");
    Path old = certificate("old", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "2");
    Path young = certificate("young", "san=ip:127.0.0.1", "-startdate", "+10d");

    try (ScriptedServer server = serving(mine)) {
      assertLasting(failure(server.target(), tls(other)), "not signed by a trusted authority");
      assertLasting(failure(server.target(), builder -> builder), "not signed by a trusted");
      assertThat(failure(server.target(), ClientBuilder::plaintext))
          .hasMessage(server.target() + " hung up; if it serves over TLS, connect with TLS");
    }
    try (ScriptedServer server = serving(other)) {
      assertLasting(failure(server.target(), tls(other)), "is for another host");
    }
    try (ScriptedServer server = serving(old)) {
      assertLasting(failure(server.target(), tls(mine)), "has expired");
    }
    try (ScriptedServer server = serving(young)) {
      assertLasting(failure(server.target(), tls(mine)), "is not valid yet");
    }
  }

  @Test
  void deadline_nobodyAnswers_tellsTheTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String target = "127.0.0.1:" + silent.getLocalPort();
      assertThat(failure(target, builder -> plaintextFor(builder, 200)))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessage("the deadline of 0.2 s passed without a connection to " + target);
    }
    try (ScriptedServer server =
        ScriptedServer.serving(
            new GenerationServiceGrpc.GenerationServiceImplBase() {
              @Override
              public void listModels(
                  io.sparsed.v1.ListModelsRequest request,
                  io.grpc.stub.StreamObserver<io.sparsed.v1.ListModelsResponse> observer) {}
            })) {
      assertThat(failure(server.target(), builder -> plaintextFor(builder, 1000)))
          .hasMessageStartingWith("the deadline of 1 s passed before " + server.target());
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1 200 OK, not as a scheduler does", "SSH-2.0, not as a scheduler does"})
  void anotherProtocol_isTold(String greeting, String sentence) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(listening, greeting));

      SparseDException failure =
          failure("127.0.0.1:" + listening.getLocalPort(), ClientBuilder::plaintext);

      assertThat(failure).isInstanceOf(InternalException.class).hasMessageContaining(sentence);
      assertThat(failure.retryable()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAVAILABLE | Connection closed after GOAWAY. HTTP/2 error code: NO_ERROR | was lost",
        "UNAVAILABLE | Keepalive failed. The connection is likely gone | was lost",
        "CANCELLED | RST_STREAM closed stream. HTTP/2 error code: CANCEL | s:1 dropped the call",
        "RESOURCE_EXHAUSTED | Bandwidth exhausted HTTP/2 error code: ENHANCE_YOUR_CALM | pinged",
        "UNIMPLEMENTED | HTTP status code 404 invalid content-type: text/html | without gRPC",
        "INTERNAL | Invalid protobuf byte sequence | not as a scheduler does",
        "UNAVAILABLE | no model is ready | no model is ready",
      })
  void wordsOfTheTransport_areReplaced(Status.Code code, String description, String expected) {
    Status told =
        TransportStatus.explain(
            code.toStatus().withDescription(description), "s:1", java.util.Optional.empty());

    assertThat(told.getDescription()).contains(expected);
    if (!description.equals(expected)) {
      assertThat(told.getCause()).hasMessageContaining(description);
    }
  }

  private static void greet(ServerSocket listening, String greeting) {
    try {
      while (!listening.isClosed()) {
        Socket socket = listening.accept();
        socket.getOutputStream().write((greeting + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void assertLasting(SparseDException failure, String sentence) {
    assertThat(failure).isInstanceOf(UnavailableException.class).hasMessageContaining(sentence);
    assertThat(failure.retryable()).isFalse();
  }

  /** Asks with patience, so that only what is not tried again fails soon. */
  private static SparseDException failure(String target, UnaryOperator<ClientBuilder> settings) {
    RetryPolicy patient =
        RetryPolicy.builder()
            .attempts(2)
            .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .patient(true)
            .build();
    try (SparseDClient client =
        settings.apply(SparseDClient.builder(target).retry(patient)).build()) {
      SparseDException failure = catchThrowableOfType(SparseDException.class, client::models);
      assertThat(failure.getMessage()).doesNotContain(List.of(INSIDES));
      return failure;
    }
  }

  private static ClientBuilder plaintextFor(ClientBuilder builder, long millis) {
    return builder.plaintext().defaultDeadline(Duration.ofMillis(millis));
  }

  private static UnaryOperator<ClientBuilder> tls(Path trusted) {
    return builder -> builder.tls(trusted);
  }

  private static ScriptedServer serving(Path certificate) throws IOException {
    return ScriptedServer.serving(
        TlsServerCredentials.create(certificate.toFile(), key(certificate).toFile()),
        ScriptedServer::passThrough,
        new GenerationServiceGrpc.GenerationServiceImplBase() {});
  }

  private Path certificate(String name, String extension, String... more) throws Exception {
    Path certificate = folder.resolve(name + ".pem");
    Certificates.make(certificate, key(certificate), extension, more);
    assertThat(Files.size(certificate)).isPositive();
    return certificate;
  }

  private static Path key(Path certificate) {
    return certificate.resolveSibling(certificate.getFileName() + ".key");
  }
}
