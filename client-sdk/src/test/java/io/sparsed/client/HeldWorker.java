package io.sparsed.client;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.DropArtifactResponse;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A real worker that stops before a chosen step until it is told to go on. */
final class HeldWorker extends WorkerServiceGrpc.WorkerServiceImplBase implements AutoCloseable {
  private final WorkerServer worker;
  private final ManagedChannel channel;
  private final Server server;
  private final int heldStep;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<ForwardRequest> forwards = new CopyOnWriteArrayList<>();

  HeldWorker(Path folder, String model, int heldStep) throws IOException {
    this.heldStep = heldStep;
    worker =
        WorkerServer.start(
                WorkerConfig.of(Golden.checkpoint(model, folder)).withCompute(Compute.on("cpu")))
            .awaitReady();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", worker.port()).usePlaintext().build();
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Thread::startVirtualThread)
            .addService(this)
            .addService(health.getHealthService())
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Waits until a scheduler asks for the chosen step. */
  void awaitReached() throws InterruptedException {
    reached.await();
  }

  void release() {
    released.countDown();
  }

  /** The steps that were asked for, repeated ones too. */
  List<Integer> steps() {
    return forwards.stream().map(ForwardRequest::getStep).toList();
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> responses) {
    forwards.add(request);
    try {
      if (request.getStep() == heldStep) {
        reached.countDown();
        released.await();
      }
      responses.onNext(WorkerServiceGrpc.newBlockingStub(channel).forward(request));
      responses.onCompleted();
    } catch (InterruptedException | StatusRuntimeException e) {
      responses.onError(e);
    }
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    WorkerServiceGrpc.newStub(channel).describe(request, responses);
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> responses) {
    WorkerServiceGrpc.newStub(channel).getPattern(request, responses);
  }

  @Override
  public void dropArtifact(
      DropArtifactRequest request, StreamObserver<DropArtifactResponse> responses) {
    WorkerServiceGrpc.newStub(channel).dropArtifact(request, responses);
  }

  @Override
  public void close() {
    release();
    server.shutdownNow();
    channel.shutdownNow();
    worker.close();
  }
}
