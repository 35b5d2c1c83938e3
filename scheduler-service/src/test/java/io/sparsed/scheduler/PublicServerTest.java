package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.scheduler.grpc.ClientInterceptor;
import io.sparsed.scheduler.grpc.RequestMetrics;
import io.sparsed.service.ConnectionTimes;
import io.sparsed.service.Http2Peer;
import io.sparsed.service.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that hold connections, streams and memory; a timeout means that one hung. */
@Timeout(30)
class PublicServerTest {

  private static final int MAX_BYTES = 100_000;
  private static final int CONNECTIONS_OF_PEER = 256;

  private final HealthStatusManager health = new HealthStatusManager();
  private PublicServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        new PublicServer(
            Endpoint.LOOPBACK,
            () -> MAX_BYTES,
            ConnectionTimes.USUAL.withHandshake(Duration.ofMillis(500)),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            List.of(health.getHealthService()),
            List.of(new ClientInterceptor()),
            new RequestMetrics(new SimpleMeterRegistry()),
            Tracing.of("test"));
    server.start();
    channel = channel().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void call_requestNeverArrives_isEnded() throws Exception {
    Ended ended = new Ended();
    // As a stream, since a client sends the headers of other calls together with their message.
    ClientCall<HealthCheckRequest, HealthCheckResponse> call =
        channel.newCall(
            HealthGrpc.getCheckMethod().toBuilder().setType(MethodType.BIDI_STREAMING).build(),
            CallOptions.DEFAULT);
    call.start(ended, new Metadata());
    call.request(1);

    Status status = ended.status();

    assertThat(status.getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(status.getDescription()).contains("did not arrive");
    assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void call_requestWithoutEnd_isEnded() throws Exception {
    Ended ended = new Ended();
    ClientCall<HealthCheckRequest, HealthCheckResponse> call =
        channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT);
    call.start(ended, new Metadata());
    call.request(1);
    call.sendMessage(HealthCheckRequest.getDefaultInstance());

    assertThat(ended.status().getCode()).isEqualTo(Status.Code.ABORTED);
  }

  @Test
  void call_requestIsTooLarge_isRefusedByTheLimit() {
    HealthCheckRequest large =
        HealthCheckRequest.newBuilder().setService("x".repeat(200 * MAX_BYTES)).build();

    StatusRuntimeException refusal =
        assertThrows(
            StatusRuntimeException.class, () -> HealthGrpc.newBlockingStub(channel).check(large));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).contains("100000 bytes");
    assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void call_compressedRequest_isNotTaken() {
    HealthCheckRequest bomb =
        HealthCheckRequest.newBuilder()
            .setServiceBytes(ByteString.copyFrom(new byte[64 << 20]))
            .build();

    assertThat(
            assertThrows(
                    StatusRuntimeException.class,
                    () -> HealthGrpc.newBlockingStub(channel).withCompression("gzip").check(bomb))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void call_besideIdleConnectionsOfItsAddress_isAnswered() throws Exception {
    assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    List<Socket> idle = new ArrayList<>();
    try {
      int closed = 0;
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        idle.add(socket);
      }
      for (Socket each : idle.subList(300, 400)) {
        closed += isClosedByServer(each) ? 1 : 0;
      }
      assertThat(closed).isEqualTo(100);
      assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    } finally {
      for (Socket each : idle) {
        each.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n"})
  void connection_thatSendsNothingMore_isClosed(String begin) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));

      socket.setSoTimeout(20_000);
      assertThat(isEnded(socket)).isTrue();
      assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }
  }

  @Test
  void call_oversizedMetadata_isRefusedByTheLimit() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));

    StatusRuntimeException refusal =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                HealthGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .check(HealthCheckRequest.getDefaultInstance()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    // Its limit is told to clients, of which gRPC's send nothing that exceeds it.
    assertThat(refusal.getStatus().getCause()).hasStackTraceContaining("max allowed size (8192)");
    assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void tenThousandConnections_ofOneAddress_leaveRoomForOthers() throws Exception {
    assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 1; i <= 10_000; i++) {
        SocketChannel connection = SocketChannel.open();
        open.add(connection);
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        connection.configureBlocking(false);
        if (i % 500 == 0) {
          await().until(() -> dropClosed(open) < CONNECTIONS_OF_PEER);
        }
      }
      ManagedChannel other = channel().localSocketPicker(new AnotherAddress()).build();
      try {
        assertThat(check(other)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
      } finally {
        other.shutdownNow();
      }
      assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    } finally {
      for (SocketChannel each : open) {
        each.close();
      }
    }
  }

  /** Drops the connections that the server closed, and returns how many are left. */
  private static int dropClosed(List<SocketChannel> connections) {
    connections.removeIf(PublicServerTest::isClosed);
    return connections.size();
  }

  private static boolean isClosed(SocketChannel connection) {
    try {
      if (connection.read(ByteBuffer.allocate(1024)) >= 0) {
        return false;
      }
      connection.close();
    } catch (IOException reset) {
      // Closed, too.
    }
    return true;
  }

  @Test
  void connection_clientPingsTooOften_isToldSoAndClosed() throws Exception {
    try (Http2Peer client = new Http2Peer(server.port())) {
      client.pingTooOften();

      assertThat(client.awaitGoodbye()).isEqualTo("too_many_pings");
      client.awaitEnd();
      assertThat(check(channel)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }
  }

  /** Reads what the server has to say, and returns whether it then ends the connection. */
  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes() != null;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static boolean isClosedByServer(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static HealthCheckResponse.ServingStatus check(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private NettyChannelBuilder channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext();
  }

  /** Collects how a call ended. */
  private static final class Ended extends ClientCall.Listener<HealthCheckResponse> {
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }

    Status status() throws Exception {
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  /** Connects from an address that is this machine's, too. */
  private static final class AnotherAddress extends NettyChannelBuilder.LocalSocketPicker {
    @Override
    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
      return new InetSocketAddress("127.0.0.2", 0);
    }
  }
}
