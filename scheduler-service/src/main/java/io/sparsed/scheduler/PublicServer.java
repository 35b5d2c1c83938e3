package io.sparsed.scheduler;

import io.grpc.BindableService;
import io.grpc.DecompressorRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sparsed.scheduler.grpc.CallWatch;
import io.sparsed.scheduler.grpc.RequestBytes;
import io.sparsed.scheduler.grpc.RequestMetrics;
import io.sparsed.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A PublicServer is a gRPC server that one client cannot exhaust: connections, streams, the bytes
 * of requests, and the time that clients take to send and to read are bounded. Thread-safe.
 */
final class PublicServer implements AutoCloseable {

  private static final int CONNECTIONS = 1024;
  private static final int CONNECTIONS_OF_PEER = 256;
  private static final int CALLS_OF_CONNECTION = 512;

  /** The streams that a connection may reset within half a minute; more is an attack. */
  private static final int RESETS = 2048;

  private static final int RESET_SECONDS = 30;
  private static final int IDLE_MINUTES = 5;

  /** Usual clients ping each second at most, and not to the millisecond. */
  private static final int PING_MILLIS = 500;

  /** Time in which clients take what is left of ended calls. */
  private static final int HANG_UP_SECONDS = 5;

  /** Requests may take this part of the heap while they arrive; read, they take thrice as much. */
  private static final int HEAP_PART = 8;

  /** The bytes that a client may send ahead; as many are dropped of a call that is refused. */
  private static final int WINDOW_BYTES = 256 << 10;

  /** The reception of what clients send takes at most half of the machine. */
  private static final int CORES_PER_RECEIVER = 2;

  private final EventLoopGroup listener =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoopGroup connections =
      new MultiThreadIoEventLoopGroup(
          Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_RECEIVER),
          NioIoHandler.newFactory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("call-watch").factory(),
          // A call may end while the server closes.
          new ThreadPoolExecutor.DiscardPolicy());
  private final Optional<Tls> tls;
  private final Server server;

  /**
   * Creates a server that listens nowhere yet.
   *
   * @param maxRequestBytes the most bytes of a request
   * @param handshake time in which a connection must be ready for calls
   * @param arrival time in which a whole request must arrive
   * @param stallLimit time that an ended call may stay unread
   * @param interceptors interceptors, the outermost last
   * @param metrics counts the generations
   * @param tracing records the calls
   */
  PublicServer(
      Endpoint endpoint,
      LongSupplier maxRequestBytes,
      Duration handshake,
      Duration arrival,
      Duration stallLimit,
      List<BindableService> services,
      List<ServerInterceptor> interceptors,
      RequestMetrics metrics,
      Tracing tracing) {
    timer.setRemoveOnCancelPolicy(true);
    tls = endpoint.tls().map(Tls::follow);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(endpoint.host(), endpoint.port()),
                tls.map(Tls::ofServer).orElseGet(InsecureServerCredentials::create))
            .channelFactory(ConnectionLimit.of(CONNECTIONS, CONNECTIONS_OF_PEER)::channel)
            .bossEventLoopGroup(listener)
            .workerEventLoopGroup(connections)
            // It takes what the transport has to say until its last connection is closed.
            .executor(Thread::startVirtualThread)
            .flowControlWindow(WINDOW_BYTES)
            // Counted while they arrive, which is sooner and can say why.
            .maxInboundMessageSize(Integer.MAX_VALUE)
            // A few compressed bytes can stand for any number.
            .decompressorRegistry(DecompressorRegistry.emptyInstance())
            .addStreamTracerFactory(
                new RequestBytes(maxRequestBytes, Runtime.getRuntime().maxMemory() / HEAP_PART))
            .maxConcurrentCallsPerConnection(CALLS_OF_CONNECTION)
            .maxRstFramesPerWindow(RESETS, RESET_SECONDS)
            .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
            .handshakeTimeout(handshake.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(PING_MILLIS, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true);
    services.forEach(builder::addService);
    interceptors.forEach(builder::intercept);
    tracing.configure(builder);
    builder.intercept(new CallWatch(arrival, stallLimit, timer, metrics));
    server = builder.build();
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the port cannot be bound
   */
  void start() throws IOException {
    server.start();
  }

  /** Returns the TLS of the server; empty if it serves in plaintext. */
  Optional<Tls> tls() {
    return tls;
  }

  int port() {
    return server.getPort();
  }

  void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Takes no new calls from now on. */
  void shutdown() {
    server.shutdown();
  }

  /** Ends the connections, once clients had time to take what is left. */
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
    timer.shutdownNow();
    tls.ifPresent(Tls::close);
    var _ = connections.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    var _ = listener.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
