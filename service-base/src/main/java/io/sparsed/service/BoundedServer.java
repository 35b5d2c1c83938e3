package io.sparsed.service;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sparsed.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A BoundedServer is a gRPC server that one peer cannot exhaust: connections, their age, the time
 * that they are idle or not ready, streams that are reset and pings are bounded. Thread-safe.
 */
public final class BoundedServer implements AutoCloseable {

  private static final int CONNECTIONS = 1024;
  private static final int CONNECTIONS_OF_PEER = 256;

  /** The streams that a connection may reset within half a minute; more is an attack. */
  private static final int RESETS = 2048;

  private static final int RESET_SECONDS = 30;

  /** Time in which peers take what is left of ended calls. */
  private static final int HANG_UP_SECONDS = 5;

  /** The reception of what peers send takes at most half of the machine. */
  private static final int CORES_PER_RECEIVER = 2;

  private final EventLoopGroup listener =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoopGroup connections =
      new MultiThreadIoEventLoopGroup(
          Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_RECEIVER),
          NioIoHandler.newFactory());
  private final Optional<Tls> tls;
  private final Server server;

  /**
   * Creates a server that listens nowhere yet.
   *
   * @param tls credentials, which are closed with the server; empty: plaintext
   * @param times times that a connection is given
   * @param services adds the services, and the bounds of their own
   */
  public BoundedServer(
      InetSocketAddress address,
      Optional<Tls> tls,
      ConnectionTimes times,
      Consumer<NettyServerBuilder> services) {
    this.tls = tls;
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                address, tls.map(Tls::ofServer).orElseGet(InsecureServerCredentials::create))
            .channelFactory(ConnectionLimit.of(CONNECTIONS, CONNECTIONS_OF_PEER)::channel)
            .bossEventLoopGroup(listener)
            .workerEventLoopGroup(connections)
            // It takes what the transport has to say until its last connection is closed.
            .executor(Thread::startVirtualThread)
            .maxRstFramesPerWindow(RESETS, RESET_SECONDS)
            .handshakeTimeout(times.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(times.idle().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAge(times.age().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(times.silence().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(times.answer().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(times.betweenPings().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true);
    services.accept(builder);
    server = builder.build();
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the port cannot be bound
   */
  public void start() throws IOException {
    server.start();
  }

  /** Returns the TLS of the server; empty if it serves in plaintext. */
  public Optional<Tls> tls() {
    return tls;
  }

  /** Returns the port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Waits until the server has ended.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Takes no new calls from now on. */
  public void shutdown() {
    server.shutdown();
  }

  /** Takes no new calls and ends those that run. */
  public void shutdownNow() {
    server.shutdownNow();
  }

  /** Ends the connections, once peers had time to take what is left. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(HANG_UP_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(HANG_UP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    tls.ifPresent(Tls::close);
    var _ = connections.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    var _ = listener.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
