package io.sparsed.scheduler.grpc;

import com.google.common.net.InetAddresses;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A WorkerEndpoint is the network address of one worker.
 *
 * @param address "host:port"
 * @param resolved address that a target's resolver found; empty to resolve {@code address} when
 *     connecting
 * @param authority name that the worker's certificate must carry
 */
record WorkerEndpoint(String address, Optional<InetSocketAddress> resolved, String authority) {

  /** The largest reply: proposals of a canvas of 1M tokens. Other replies come in chunks. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** The interval of pings, well above the 10 s that a worker allows, in case clocks differ. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  /** The time after which a ping without an answer ends the connection: the machine hangs. */
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  /** Returns the endpoint of an address that an operator configured. */
  static WorkerEndpoint of(String hostAndPort) {
    return new WorkerEndpoint(hostAndPort, Optional.empty(), hostAndPort);
  }

  /** Returns the endpoint of an address that was found behind a target. */
  static WorkerEndpoint of(InetSocketAddress resolved, String authority) {
    // The IP address and not the host's name, which all addresses behind one name share.
    String host =
        resolved.isUnresolved()
            ? resolved.getHostString()
            : InetAddresses.toUriString(resolved.getAddress());
    return new WorkerEndpoint(host + ":" + resolved.getPort(), Optional.of(resolved), authority);
  }

  /** Returns a new channel, which connects when it is first used. */
  ManagedChannel channel(
      ChannelCredentials credentials, Consumer<ManagedChannelBuilder<?>> settings) {
    NettyChannelBuilder builder =
        resolved
            .map(found -> NettyChannelBuilder.forAddress(found, credentials))
            .orElseGet(() -> NettyChannelBuilder.forTarget(address, credentials));
    settings.accept(builder);
    return builder
        .overrideAuthority(authority)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
