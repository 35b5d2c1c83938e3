package io.sparsed.scheduler;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A StubWorker is a worker without a model, as fast as gRPC. It proposes for each position a token
 * that depends only on the seed, the step and the position.
 */
final class StubWorker extends WorkerServiceGrpc.WorkerServiceImplBase implements AutoCloseable {

  static final String MODEL = "stub";
  static final int MASK = 1000;

  private final StepLog log;
  private final Server server;

  /**
   * Starts a stub worker.
   *
   * @param log log that records its forwards
   */
  StubWorker(StepLog log) throws IOException {
    this.log = log;
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Thread::startVirtualThread)
            .addService(this)
            .addService(health.getHealthService())
            .build()
            .start();
  }

  static int token(long seed, int step, int position) {
    return Math.floorMod((seed * 31 + step) * 31 + position, MASK);
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    responses.onNext(
        DescribeResponse.newBuilder()
            .setModel(MODEL)
            .setFingerprint("stub")
            .setArchitecture("LLaDAModelLM")
            .setDevice("cpu")
            .setLayers(1)
            .setHeads(1)
            .setHeadDim(8)
            .setFlopsPerToken(1536)
            .setFlopsPerTokenPair(32)
            .setVocabSize(MASK + 1)
            .setContextLength(4096)
            .setMaxCanvasLength(4096)
            .setMaskTokenId(MASK)
            .build());
    responses.onCompleted();
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> responses) {
    log.ask(request.getRequestId(), request.getStep());
    ForwardResponse.Builder response = ForwardResponse.newBuilder().setAttended(1);
    for (int position : request.getProposal().getPositionsList()) {
      response
          .addTokenIds(token(request.getProposal().getSeed(), request.getStep(), position))
          .addConfidences(1.0 / (1 + position));
    }
    log.answer(request.getRequestId());
    responses.onNext(response.build());
    responses.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
