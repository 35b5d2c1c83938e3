package io.sparsed.scheduler;

import com.google.common.collect.ImmutableList;
import io.grpc.Channel;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
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
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A HostileWorker answers as a real worker does, except for one {@link Lie}. */
final class HostileWorker extends WorkerServiceGrpc.WorkerServiceImplBase implements AutoCloseable {

  /** A Lie changes what a worker answers; the defaults are the truth. */
  interface Lie {

    default void describe(DescribeResponse truth, StreamObserver<DescribeResponse> answer) {
      answer.onNext(truth);
      answer.onCompleted();
    }

    default void forward(
        ForwardRequest asked, ForwardResponse truth, StreamObserver<ForwardResponse> answer) {
      answer.onNext(truth);
      answer.onCompleted();
    }

    default void pattern(
        List<GetPatternResponse> truth, StreamObserver<GetPatternResponse> answer) {
      truth.forEach(answer::onNext);
      answer.onCompleted();
    }

    default void tokenizer(
        List<GetTokenizerResponse> truth, StreamObserver<GetTokenizerResponse> answer) {
      truth.forEach(answer::onNext);
      answer.onCompleted();
    }

    /** Returns the bytes to send instead of the message of a forward, or those bytes. */
    default byte[] forwardBytes(byte[] truth) {
      return truth;
    }
  }

  private final Lie lie;
  private final AtomicInteger described = new AtomicInteger();
  private final AtomicInteger forwards = new AtomicInteger();
  private final AtomicInteger patterns = new AtomicInteger();
  private final AtomicInteger tokenizers = new AtomicInteger();
  private final ManagedChannel truth;
  private final Server server;

  /** Starts a worker that lies about what the worker at a port answers. */
  HostileWorker(int workerPort, Lie lie) throws IOException {
    this.lie = lie;
    this.truth =
        NettyChannelBuilder.forAddress("127.0.0.1", workerPort)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Thread::startVirtualThread)
            .addService(
                ServerInterceptors.intercept(
                    ServerInterceptors.useMarshalledMessages(bindService(), new Bytes()),
                    new RawForwards()))
            .addService(health.getHealthService())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  int described() {
    return described.get();
  }

  int forwards() {
    return forwards.get();
  }

  int patterns() {
    return patterns.get();
  }

  int tokenizers() {
    return tokenizers.get();
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
    described.incrementAndGet();
    lie.describe(worker().describe(request), answer);
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> answer) {
    forwards.incrementAndGet();
    ForwardResponse answered;
    try {
      answered = worker().forward(request);
    } catch (RuntimeException e) {
      answer.onError(e);
      return;
    }
    lie.forward(request, answered, answer);
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> answer) {
    patterns.incrementAndGet();
    lie.pattern(ImmutableList.copyOf(worker().getPattern(request)), answer);
  }

  @Override
  public void getTokenizer(
      GetTokenizerRequest request, StreamObserver<GetTokenizerResponse> answer) {
    tokenizers.incrementAndGet();
    lie.tokenizer(ImmutableList.copyOf(worker().getTokenizer(request)), answer);
  }

  @Override
  public StreamObserver<PutPatternRequest> putPattern(StreamObserver<PutPatternResponse> answer) {
    return WorkerServiceGrpc.newStub(truth).putPattern(answer);
  }

  /** Does nothing, since the worker behind it holds the patterns of others too. */
  @Override
  public void dropArtifact(
      DropArtifactRequest request, StreamObserver<DropArtifactResponse> answer) {
    answer.onNext(DropArtifactResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    truth.shutdownNow();
  }

  private WorkerServiceBlockingStub worker() {
    Channel channel = truth;
    return WorkerServiceGrpc.newBlockingStub(channel);
  }

  /** Passes messages on unread. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class RawForwards implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if (!call.getMethodDescriptor().getFullMethodName().endsWith("/Forward")) {
        return next.startCall(call, headers);
      }
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            @SuppressWarnings("unchecked") // every message is an array of bytes here
            public void sendMessage(R message) {
              super.sendMessage((R) lie.forwardBytes((byte[]) message));
            }
          },
          headers);
    }
  }
}
