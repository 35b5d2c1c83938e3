package io.sparsed.bench.quality.worker;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A worker that runs policies, and the real worker behind it. Thread-safe. */
final class PolicyWorker implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final int GRACE_SECONDS = 5;

  private final WorkerServer real;
  private final ManagedChannel channel;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final DescribeResponse description;

  /**
   * Serves a loaded worker, which is closed with this.
   *
   * @throws IOException if no port can be listened on, or the worker does not answer
   */
  PolicyWorker(WorkerServer real, WorkerConfig config, int blockSize, long seed, Ledger ledger)
      throws IOException {
    this.real = real;
    this.channel =
        NettyChannelBuilder.forAddress(config.endpoint().host(), real.port())
            .usePlaintext()
            .executor(calls)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    try {
      var worker = WorkerServiceGrpc.newBlockingV2Stub(channel);
      this.description = worker.describe(DescribeRequest.getDefaultInstance());
      Rules rules = new Rules(description.getLayers(), description.getHeads(), blockSize, seed);
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress(config.endpoint().host(), 0))
              .executor(calls)
              .maxInboundMessageSize(MAX_MESSAGE_BYTES)
              .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .addService(serving().getHealthService())
              .addService(
                  new PolicyService(WorkerServiceGrpc.newStub(channel), worker, rules, ledger))
              .build()
              .start();
    } catch (StatusException e) {
      closeReal();
      throw new IOException("the worker does not say what it is: " + e.getStatus(), e);
    } catch (IOException e) {
      closeReal();
      throw e;
    }
  }

  /** The pool sends steps to workers that say they serve. */
  private static HealthStatusManager serving() {
    var health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    return health;
  }

  int port() {
    return server.getPort();
  }

  /** What the real worker says of itself. */
  DescribeResponse description() {
    return description;
  }

  private void closeReal() {
    channel.shutdownNow();
    real.close();
    calls.close();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    closeReal();
  }
}
