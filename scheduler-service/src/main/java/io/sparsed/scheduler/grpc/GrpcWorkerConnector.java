package io.sparsed.scheduler.grpc;

import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerConnector;
import java.util.concurrent.TimeUnit;

/** Connects to workers over gRPC. */
public final class GrpcWorkerConnector implements WorkerConnector {

  /** Proposals for a canvas of 1M tokens; patterns and tokenizers come in chunks. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /**
   * A machine that loses its power is noticed within this time; a worker allows a ping every 10 s.
   */
  private static final int KEEP_ALIVE_SECONDS = 30;

  @Override
  public WorkerConnection connect(String address) {
    return new GrpcWorker(
        address,
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .build());
  }
}
