package io.sparsed.scheduler.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.api.trace.Span;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternAssembler;
import io.sparsed.scheduler.pattern.PatternSpec;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerFacts;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.GetTokenizerRequest;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A worker behind a gRPC channel. The deadline and the cancellation of the current {@link
 * io.grpc.Context} reach the worker, and so does an interrupt of the calling thread. Thread-safe.
 */
final class GrpcWorker implements WorkerConnection {

  private static final HealthCheckRequest HEALTH =
      HealthCheckRequest.newBuilder().setService(WorkerServiceGrpc.SERVICE_NAME).build();

  private static final Duration SMALL_CALL = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofDays(10_000);
  private static final Duration TOKENIZER = Duration.ofSeconds(60);

  private final String address;
  private final ManagedChannel channel;
  private final WorkerServiceGrpc.WorkerServiceBlockingV2Stub stub;

  GrpcWorker(String address, ManagedChannel channel) {
    this.address = address;
    this.channel = channel;
    this.stub = WorkerServiceGrpc.newBlockingV2Stub(channel);
  }

  @Override
  public void watch(Consumer<Boolean> serving) {
    // gRPC's own backoff grows to two minutes; the pool has an interval of its own.
    channel.resetConnectBackoff();
    call(
        () -> {
          WorkerCall.readAll(
              HealthGrpc.newBlockingV2Stub(channel).watch(HEALTH),
              FOR_EVER,
              health -> serving.accept(health.getStatus() == ServingStatus.SERVING));
          return HEALTH;
        });
  }

  @Override
  public WorkerFacts describe() {
    return call(
        () -> FactsMapper.facts(within(SMALL_CALL).describe(DescribeRequest.getDefaultInstance())));
  }

  @Override
  public ForwardResult forward(Forward forward, Duration limit) {
    Span.current().setAttribute("sparsed.worker", address);
    StreamTrace trace = new StreamTrace();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(limit).withStreamTracerFactory(trace);
    ForwardRequest request = ForwardMapper.request(forward);
    return WorkerCall.run(
        address,
        trace,
        () -> {
          long start = System.nanoTime();
          ForwardResponse response =
              ClientCalls.blockingV2UnaryCall(
                  channel, WorkerServiceGrpc.getForwardMethod(), options, request);
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          return ForwardAnswer.check(forward, response, took);
        });
  }

  @Override
  public Pattern getPattern(String id, PatternSpec expected, Duration limit) {
    PatternAssembler pattern = new PatternAssembler(id, expected);
    return call(
        () -> {
          BlockingClientCall<?, GetPatternResponse> parts =
              within(limit).getPattern(GetPatternRequest.newBuilder().setPatternId(id).build());
          WorkerCall.readAll(parts, limit, part -> PatternMapper.add(part, pattern));
          return pattern.finish();
        });
  }

  @Override
  public void putPattern(Pattern pattern, Duration limit) {
    call(
        () -> {
          BlockingClientCall<PutPatternRequest, PutPatternResponse> transfer =
              within(limit).putPattern();
          WorkerCall.writeAll(transfer, PatternMapper.parts(pattern).iterator());
          return pattern;
        });
  }

  @Override
  public void dropArtifact(String id) {
    call(
        () ->
            within(SMALL_CALL)
                .dropArtifact(DropArtifactRequest.newBuilder().setArtifactId(id).build()));
  }

  @Override
  public Map<String, byte[]> tokenizerFiles(Duration silence) {
    return call(
        () -> {
          TokenizerAssembler files = new TokenizerAssembler();
          WorkerCall.readAll(
              within(TOKENIZER).getTokenizer(GetTokenizerRequest.getDefaultInstance()),
              silence,
              chunk -> files.add(chunk.getFileName(), chunk.getData()));
          return files.finish();
        });
  }

  @Override
  public void retire() {
    channel.shutdown();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private WorkerServiceGrpc.WorkerServiceBlockingV2Stub within(Duration limit) {
    return stub.withDeadlineAfter(limit);
  }

  private <R> R call(WorkerCall.Rpc<R> rpc) {
    return WorkerCall.run(address, new StreamTrace(), rpc);
  }
}
