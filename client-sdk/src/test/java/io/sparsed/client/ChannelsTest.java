package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client calls through interceptors, and over channels of the caller's. */
class ChannelsTest {
  private static final GenerationRequest REQUEST =
      GenerationRequest.builder(Prompt.tokens(1)).requestId("mine").build();

  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void intercept_several_seeEveryCallInTheirOrder() throws Exception {
    try (ScriptedServer server = ScriptedServer.generating((_, reply) -> reply.onCompleted());
        SparseDClient client =
            SparseDClient.builder(server.target())
                .plaintext()
                .intercept(recording("first"), recording("second"))
                .build();
        GenerationStream stream = client.stream(REQUEST)) {
      assertThatThrownBy(stream::await).isInstanceOf(InternalException.class);

      assertThat(seen).containsExactly("first Generate", "second Generate");
    }
  }

  @Test
  void ownChannel_clientCloses_cancelsItsCallsAndLeavesTheChannelOpen() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.generating((_, reply) -> reply.onNext(ScriptedServer.accepted()))) {
      ManagedChannel channel =
          Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create()).build();
      try (SparseDClient other = SparseDClient.builder(channel).build();
          GenerationStream running = other.stream(REQUEST)) {
        SparseDClient client = SparseDClient.builder(channel).build();
        GenerationStream stream = client.stream(REQUEST);
        assertThat(stream.next()).isInstanceOf(Event.Accepted.class);

        client.close();

        assertThatThrownBy(stream::next)
            .isInstanceOf(CancelledException.class)
            .hasMessage("the client is closed");
        assertThatThrownBy(() -> client.complete(REQUEST))
            .describedAs("a call of a closed client")
            .isInstanceOf(CancelledException.class);
        assertThat(running.next()).isInstanceOf(Event.Accepted.class);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:65536", "dns:///localhost:99999999999"})
  void target_portThatIsNone_isRefused(String target) {
    ClientBuilder builder = SparseDClient.builder("localhost:1", target).plaintext();

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(target);
  }

  @Test
  void ownChannel_settingOfAConnection_isRefused() {
    ManagedChannel channel =
        Grpc.newChannelBuilder("localhost:1", InsecureChannelCredentials.create()).build();
    try {
      assertThatThrownBy(() -> SparseDClient.builder(channel).plaintext())
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> SparseDClient.builder(channel).maxInboundBytes(5))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void exception_serverLost_knowsTheIdOfTheRequest() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.generating((_, reply) -> reply.onNext(ScriptedServer.accepted()));
        SparseDClient client = server.client();
        GenerationStream stream = client.stream(REQUEST)) {
      Event.Accepted accepted = (Event.Accepted) stream.next();

      server.kill();

      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              UnavailableException.class,
              lost -> assertThat(lost.requestId()).contains(accepted.requestId()));
      assertThatThrownBy(() -> client.complete(REQUEST))
          .isInstanceOfSatisfying(
              UnavailableException.class, lost -> assertThat(lost.requestId()).contains("mine"));
    }
  }

  private ClientInterceptor recording(String name) {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        seen.add(name + " " + method.getBareMethodName());
        return next.newCall(method, options);
      }
    };
  }
}
