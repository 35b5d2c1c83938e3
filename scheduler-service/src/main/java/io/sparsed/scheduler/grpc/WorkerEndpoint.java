package io.sparsed.scheduler.grpc;

import com.google.common.net.InetAddresses;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a worker is reached.
 *
 * @param address its "host:port"
 * @param resolved where a target's resolver found it; empty: the address is resolved when
 *     connecting
 * @param authority that its certificate must name
 */
record WorkerEndpoint(String address, Optional<InetSocketAddress> resolved, String authority) {

  /** Proposals for a canvas of 1M tokens; patterns and tokenizers come in chunks. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** A worker allows a ping every 10 s; less often, so that no clock makes one too early. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  /** A machine that hangs or loses its power is noticed when it owes an answer for so long. */
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  /** A worker of an address as operators write it. */
  static WorkerEndpoint of(String hostAndPort) {
    return new WorkerEndpoint(hostAndPort, Optional.empty(), hostAndPort);
  }

  /** A worker that stands behind a target. */
  static WorkerEndpoint of(InetSocketAddress resolved, String authority) {
    // Not the host's name: the addresses behind one name have that in common.
    String host =
        resolved.isUnresolved()
            ? resolved.getHostString()
            : InetAddresses.toUriString(resolved.getAddress());
    return new WorkerEndpoint(host + ":" + resolved.getPort(), Optional.of(resolved), authority);
  }

  /** A channel of its own, which connects when it is used. */
  ManagedChannel channel(Optional<SslContext> tls) {
    NettyChannelBuilder builder =
        resolved.map(NettyChannelBuilder::forAddress).orElseGet(this::byName);
    tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    return builder
        .overrideAuthority(authority)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  private NettyChannelBuilder byName() {
    return NettyChannelBuilder.forTarget(address);
  }
}
