package io.sparsed.scheduler;

import io.grpc.Context;
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
import io.sparsed.v1.GetTokenizerRequest;
import io.sparsed.v1.GetTokenizerResponse;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A Relay forwards calls to a real worker and records them. It can hold a forward, fail it, or be
 * killed at a chosen step. Hooks run in the thread of the call and may block.
 */
final class Relay extends WorkerServiceGrpc.WorkerServiceImplBase implements AutoCloseable {

  /** A Hook runs before the worker gets a forward. */
  interface Hook {
    void before(ForwardRequest forward) throws Exception;
  }

  private volatile ManagedChannel channel;
  private final Server server;
  private final List<ForwardRequest> forwards = new CopyOnWriteArrayList<>();
  private final List<String> dropped = new CopyOnWriteArrayList<>();
  private final AtomicInteger puts = new AtomicInteger();
  private final AtomicInteger gets = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private volatile Hook hook = forward -> {};
  private volatile UnaryOperator<ForwardResponse> change = answer -> answer;

  private Relay(int workerPort, int port) throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    channel = channel(workerPort);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(Thread::startVirtualThread)
            .maxInboundMessageSize(64 << 20)
            .addService(this)
            .addService(health.getHealthService())
            .build()
            .start();
  }

  static Relay before(WorkerServer worker) throws IOException {
    return new Relay(worker.port(), 0);
  }

  static Relay before(int workerPort) throws IOException {
    return new Relay(workerPort, 0);
  }

  /** Starts a relay at the address of one that was killed. */
  static Relay before(WorkerServer worker, int port) throws IOException {
    return new Relay(worker.port(), port);
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  void onForward(Hook before) {
    hook = before;
  }

  /** Applies a change to every later response. */
  void onAnswer(UnaryOperator<ForwardResponse> changed) {
    change = changed;
  }

  /** Returns all forwards so far, repeated ones included. */
  List<ForwardRequest> forwards() {
    return List.copyOf(forwards);
  }

  /** Returns the ids of the patterns dropped so far. */
  List<String> dropped() {
    return List.copyOf(dropped);
  }

  int puts() {
    return puts.get();
  }

  int gets() {
    return gets.get();
  }

  /** Returns the number of forwards that the scheduler cancelled while they ran. */
  int cancelled() {
    return cancelled.get();
  }

  /** Forwards later calls to another worker, which the scheduler cannot notice. */
  void lead(WorkerServer worker) {
    channel.shutdownNow();
    channel = channel(worker.port());
  }

  /** Returns a stub of the worker itself, past this relay. */
  WorkerServiceGrpc.WorkerServiceBlockingStub worker() {
    return WorkerServiceGrpc.newBlockingStub(channel);
  }

  /** Ends every connection at once, like a machine that loses its power. */
  void kill() {
    server.shutdownNow();
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> responses) {
    forwards.add(request);
    Context.current()
        .addListener(
            context -> {
              if (context.cancellationCause() != null) {
                cancelled.incrementAndGet();
              }
            },
            Runnable::run);
    try {
      hook.before(request);
      responses.onNext(change.apply(worker().forward(request)));
      responses.onCompleted();
    } catch (StatusRuntimeException e) {
      responses.onError(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    WorkerServiceGrpc.newStub(channel).describe(request, responses);
  }

  @Override
  public void getTokenizer(
      GetTokenizerRequest request, StreamObserver<GetTokenizerResponse> responses) {
    WorkerServiceGrpc.newStub(channel).getTokenizer(request, responses);
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> responses) {
    gets.incrementAndGet();
    WorkerServiceGrpc.newStub(channel).getPattern(request, responses);
  }

  @Override
  public StreamObserver<PutPatternRequest> putPattern(
      StreamObserver<PutPatternResponse> responses) {
    puts.incrementAndGet();
    return WorkerServiceGrpc.newStub(channel).putPattern(responses);
  }

  @Override
  public void dropArtifact(
      DropArtifactRequest request, StreamObserver<DropArtifactResponse> responses) {
    dropped.add(request.getArtifactId());
    WorkerServiceGrpc.newStub(channel).dropArtifact(request, responses);
  }

  @Override
  public void close() {
    kill();
    channel.shutdownNow();
  }

  private static ManagedChannel channel(int workerPort) {
    return NettyChannelBuilder.forAddress("127.0.0.1", workerPort)
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .build();
  }
}
