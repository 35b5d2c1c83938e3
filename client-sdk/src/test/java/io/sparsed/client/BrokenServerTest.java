package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BrokenServerTest {
  private static final GenerationRequest REQUEST = GenerationRequest.of(Prompt.tokens(1));

  @Test
  void stream_serverKilledMidStream_deliversWhatCameAndThenUnavailable() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.generating(
                (_, reply) -> {
                  reply.onNext(ScriptedServer.accepted());
                  reply.onNext(ScriptedServer.progress(0));
                });
        SparseDClient client = server.client();
        GenerationStream stream = client.stream(REQUEST)) {
      assertThat(stream.next()).isInstanceOf(Event.Accepted.class);
      assertThat(stream.next()).isInstanceOf(Event.Progress.class);

      server.kill();

      assertThatThrownBy(stream::hasNext).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(stream::next)
          .describedAs("the failure is not forgotten")
          .isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void listener_serverKilledMidStream_hearsOneError() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.generating((_, reply) -> reply.onNext(ScriptedServer.accepted()));
        SparseDClient client = server.client()) {
      Recorder recorder = new Recorder();
      Cancellable _ = client.stream(REQUEST, recorder);
      recorder.awaitEvents(1);

      server.kill();

      assertThat(recorder.awaitError()).isInstanceOf(UnavailableException.class);
      assertThat(recorder.events()).hasSize(1);
    }
  }

  @Test
  void stream_serverEndsWithoutAnswer_isInternal() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.generating(
                (_, reply) -> {
                  reply.onNext(ScriptedServer.accepted());
                  reply.onCompleted();
                });
        SparseDClient client = server.client();
        GenerationStream stream = client.stream(REQUEST)) {
      assertThatThrownBy(stream::await)
          .isInstanceOf(InternalException.class)
          .hasMessageContaining("without an answer");

      Recorder recorder = new Recorder();
      Cancellable _ = client.stream(REQUEST, recorder);
      assertThat(recorder.awaitError()).isInstanceOf(InternalException.class);
    }
  }

  @Test
  void complete_nobodyListens_isUnavailable() throws Exception {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    try (SparseDClient client =
        SparseDClient.builder("127.0.0.1:" + freePort).plaintext().build()) {
      assertThatThrownBy(() -> client.complete(REQUEST))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + freePort)
          .extracting(e -> ((SparseDException) e).retryable())
          .isEqualTo(true);
      assertThatThrownBy(() -> client.completeAsync(REQUEST).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void complete_anotherService_isInternal() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.serving(new WorkerServiceGrpc.WorkerServiceImplBase() {});
        SparseDClient client = server.client()) {
      assertThatThrownBy(() -> client.complete(REQUEST))
          .isInstanceOf(InternalException.class)
          .hasMessageContaining("sparsed.v1.GenerationService");
    }
  }

  @Test
  void complete_tlsToAPlaintextServer_isUnavailable() throws Exception {
    try (ScriptedServer server = ScriptedServer.generating((_, _) -> {});
        SparseDClient client = SparseDClient.builder(server.target()).build()) {
      assertThatThrownBy(client::models).isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void complete_replyOverTheLimit_isInvalidAndNotRetryable() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.generating(
                (_, reply) -> {
                  var event = GenerateResponse.newBuilder();
                  event.getFinishedBuilder().setText("x".repeat(2000));
                  reply.onNext(event.build());
                  reply.onCompleted();
                });
        SparseDClient client =
            SparseDClient.builder(server.target()).plaintext().maxInboundBytes(1000).build()) {
      assertThatThrownBy(() -> client.complete(REQUEST))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("exceeds maximum size");
    }
  }
}
