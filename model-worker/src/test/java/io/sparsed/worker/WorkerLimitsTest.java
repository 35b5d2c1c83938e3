package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.sparsed.service.Http2Peer;
import io.sparsed.v1.DescribeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that one peer cannot exhaust a worker, as it cannot exhaust a scheduler. */
class WorkerLimitsTest extends ServedWorker {
  private static final int CONNECTIONS_OF_PEER = 256;

  @Test
  void describe_besideIdleConnectionsOfItsAddress_isAnswered() throws Exception {
    assertDescribed();
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS_OF_PEER + 20; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), worker.port()));
      }
      for (Socket each : idle.subList(CONNECTIONS_OF_PEER, idle.size())) {
        assertThat(isClosed(each)).isTrue();
      }
      assertDescribed();
    } finally {
      for (Socket each : idle) {
        each.close();
      }
    }
  }

  @Test
  void describe_headersAreTooLong_isRefused() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));

    assertThatThrownBy(
            () ->
                stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .describe(DescribeRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasStackTraceContaining("max allowed size (8192)");
    assertDescribed();
  }

  @Test
  void connection_peerPingsTooOften_isToldSoAndClosed() throws IOException {
    try (Http2Peer peer = new Http2Peer(worker.port())) {
      peer.pingTooOften();

      assertThat(peer.awaitGoodbye()).isEqualTo("too_many_pings");
      peer.awaitEnd();
      assertDescribed();
    }
  }

  private void assertDescribed() {
    assertThat(stub.describe(DescribeRequest.getDefaultInstance()).getModel())
        .isEqualTo("dream-tiny");
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
