package io.sparsed.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests which connections a server ends; a timeout means that it keeps one that it must not. */
@Timeout(30)
class BoundedServerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1); // gRPC's least age
  private static final Duration SHORT = Duration.ofMillis(30);

  @Test
  void connection_peerPingsTooOften_isToldSoAndClosed() throws IOException {
    try (BoundedServer server = server(ConnectionTimes.USUAL);
        Http2Peer peer = new Http2Peer(server.port())) {
      peer.pingTooOften();

      assertThat(peer.awaitGoodbye()).isEqualTo("too_many_pings");
      peer.awaitEnd();
    }
  }

  @Test
  void connection_peerPingsAsOftenAsItMay_stays() throws IOException {
    try (BoundedServer server = server(new ConnectionTimes(LONG, LONG, LONG, LONG, LONG, SHORT));
        Http2Peer peer = new Http2Peer(server.port())) {
      for (int i = 0; i < 6; i++) {
        peer.ping();
        peer.awaitAnswer();
        assertThat(peer.hearsNothing(SHORT)).isTrue();
      }
    }
  }

  @Test
  void connection_peerIsDead_isClosed() throws IOException {
    ConnectionTimes times = new ConnectionTimes(LONG, LONG, LONG, LONG, SHORT, LONG);
    try (BoundedServer server = server(times, BoundedServerTest::askSooner);
        Http2Peer peer = new Http2Peer(server.port())) {
      peer.awaitPing(false);

      peer.awaitEnd();
    }
  }

  @Test
  void connection_peerIsSilentButAnswers_stays() throws IOException {
    ConnectionTimes times = new ConnectionTimes(LONG, LONG, LONG, LONG, LONG, LONG);
    try (BoundedServer server = server(times, BoundedServerTest::askSooner);
        Http2Peer peer = new Http2Peer(server.port())) {
      for (int i = 0; i < 3; i++) {
        peer.awaitPing(true);
      }
      peer.ping();
      peer.awaitAnswer();
    }
  }

  @Test
  void connection_isOld_takesNoMoreCallsAndIsClosed() throws IOException {
    try (BoundedServer server = server(new ConnectionTimes(LONG, LONG, SECOND, LONG, LONG, LONG));
        Http2Peer peer = new Http2Peer(server.port())) {
      assertThat(peer.awaitGoodbye()).isEqualTo("max_age");
      peer.awaitEnd();
    }
  }

  @Test
  void connection_isIdle_isClosed() throws IOException {
    try (BoundedServer server = server(new ConnectionTimes(LONG, SECOND, LONG, LONG, LONG, LONG));
        Http2Peer peer = new Http2Peer(server.port())) {
      assertThat(peer.awaitGoodbye()).isEqualTo("max_idle");
      peer.awaitEnd();
    }
  }

  /** Makes a server ask a silent peer sooner than gRPC's builder allows: after ten seconds. */
  private static void askSooner(NettyServerBuilder builder) {
    try {
      Field silence = NettyServerBuilder.class.getDeclaredField("keepAliveTimeInNanos");
      silence.setAccessible(true);
      assertThat(silence.getLong(builder)).isEqualTo(LONG.toNanos());
      silence.setLong(builder, SHORT.toNanos());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("gRPC keeps it elsewhere now", e);
    }
  }

  private static BoundedServer server(ConnectionTimes times) throws IOException {
    return server(times, _ -> {});
  }

  private static BoundedServer server(ConnectionTimes times, Consumer<NettyServerBuilder> change)
      throws IOException {
    BoundedServer server =
        new BoundedServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            times,
            change);
    server.start();
    return server;
  }
}
