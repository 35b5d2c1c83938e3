package io.sparsed.scheduler;

import io.grpc.BindableService;
import io.grpc.DecompressorRegistry;
import io.grpc.ServerInterceptor;
import io.sparsed.scheduler.grpc.CallWatch;
import io.sparsed.scheduler.grpc.GenerationGrpcService;
import io.sparsed.scheduler.grpc.RequestBytes;
import io.sparsed.scheduler.grpc.RequestMetrics;
import io.sparsed.service.BoundedServer;
import io.sparsed.service.ConnectionTimes;
import io.sparsed.service.MessageGuard;
import io.sparsed.service.Tracing;
import io.sparsed.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;

/**
 * A PublicServer is the gRPC server of a scheduler: the bytes of requests, and the time that
 * clients take to send and to read, are bounded too. Thread-safe.
 */
final class PublicServer implements AutoCloseable {

  private static final int CALLS_OF_CONNECTION = 512;

  /** Requests may take this part of the heap while they arrive; read, they take thrice as much. */
  private static final int HEAP_PART = 8;

  /** The bytes that a client may send ahead; as many are dropped of a call that is refused. */
  private static final int WINDOW_BYTES = 256 << 10;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("call-watch").factory(),
          // A call may end while the server closes.
          new ThreadPoolExecutor.DiscardPolicy());
  private final BoundedServer server;

  /**
   * Creates a server that listens nowhere yet.
   *
   * @param maxRequestBytes the most bytes of a request
   * @param times times that a connection is given
   * @param arrival time in which a whole request must arrive
   * @param stallLimit time that an ended call may stay unread
   * @param interceptors interceptors, the outermost last
   * @param metrics counts the generations
   * @param tracing records the calls
   */
  PublicServer(
      Endpoint endpoint,
      LongSupplier maxRequestBytes,
      ConnectionTimes times,
      Duration arrival,
      Duration stallLimit,
      List<BindableService> services,
      List<ServerInterceptor> interceptors,
      RequestMetrics metrics,
      Tracing tracing) {
    timer.setRemoveOnCancelPolicy(true);
    server =
        new BoundedServer(
            new InetSocketAddress(endpoint.host(), endpoint.port()),
            endpoint.tls().map(Tls::follow),
            times,
            builder -> {
              builder
                  .flowControlWindow(WINDOW_BYTES)
                  // Counted while they arrive, which is sooner and can say why.
                  .maxInboundMessageSize(Integer.MAX_VALUE)
                  // A few compressed bytes can stand for any number.
                  .decompressorRegistry(DecompressorRegistry.emptyInstance())
                  .addStreamTracerFactory(
                      new RequestBytes(
                          maxRequestBytes, Runtime.getRuntime().maxMemory() / HEAP_PART))
                  .maxConcurrentCallsPerConnection(CALLS_OF_CONNECTION);
              services.forEach(
                  service ->
                      builder.addService(
                          MessageGuard.of(service, GenerationGrpcService::unreadable)));
              interceptors.forEach(builder::intercept);
              tracing.configure(builder);
              builder.intercept(new CallWatch(arrival, stallLimit, timer, metrics));
            });
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
    return server.tls();
  }

  int port() {
    return server.port();
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
    server.close();
    timer.shutdownNow();
  }
}
