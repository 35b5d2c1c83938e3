package io.sparsed.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.v1.ListModelsResponse;
import io.sparsed.v1.ScoreResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Client over gRPC channels. Thread-safe. */
final class GrpcClient implements SparseDClient {
  private final Schedulers schedulers;
  private final RetryPolicy policy;
  private final CallOptions options;
  private final Optional<Duration> defaultDeadline;
  private final boolean ownsConnections;

  GrpcClient(
      Schedulers schedulers,
      RetryPolicy policy,
      CallerHeaders headers,
      @Nullable Duration defaultDeadline) {
    this(
        schedulers,
        policy,
        CallOptions.DEFAULT.withCallCredentials(headers),
        Optional.ofNullable(defaultDeadline),
        true);
  }

  private GrpcClient(
      Schedulers schedulers,
      RetryPolicy policy,
      CallOptions options,
      Optional<Duration> defaultDeadline,
      boolean ownsConnections) {
    this.schedulers = schedulers;
    this.policy = policy;
    this.options = options;
    this.defaultDeadline = defaultDeadline;
    this.ownsConnections = ownsConnections;
  }

  @Override
  public SparseDClient forCaller(Optional<String> token, Optional<String> apiKey) {
    return new GrpcClient(
        schedulers,
        policy,
        options.withCallCredentials(new CallerHeaders(token, apiKey)),
        defaultDeadline,
        false);
  }

  @Override
  public Completion complete(GenerationRequest request) {
    return new Completion(startComplete(request).await());
  }

  @Override
  public CompletableFuture<Completion> completeAsync(GenerationRequest request) {
    return startComplete(request).toFuture(Completion::new);
  }

  @Override
  public GenerationStream stream(GenerationRequest request) {
    return generate(request.message, request.deadline(), BufferedStream::new);
  }

  @Override
  public Cancellable stream(GenerationRequest request, GenerationListener listener) {
    return generate(
        request.message, request.deadline(), call -> new ListenerAdapter(call, listener));
  }

  @Override
  public List<TokenScore> score(ScoreRequest request) {
    return score(request.message).getScoresList().stream().map(TokenScore::new).toList();
  }

  ScoreResponse score(io.sparsed.v1.ScoreRequest request) {
    return execute(
            GenerationServiceGrpc.getScoreMethod(),
            CallJournal.ofUnary(request),
            Optional.empty(),
            UnaryCall::new)
        .await();
  }

  @Override
  public List<ModelInfo> models() {
    return listModels().getModelsList().stream().map(ModelInfo::new).toList();
  }

  ListModelsResponse listModels() {
    return execute(
            GenerationServiceGrpc.getListModelsMethod(),
            CallJournal.ofUnary(ListModelsRequest.getDefaultInstance()),
            Optional.empty(),
            UnaryCall::new)
        .await();
  }

  private UnaryCall<CompleteResponse> startComplete(GenerationRequest request) {
    return startComplete(request.message, request.deadline());
  }

  UnaryCall<CompleteResponse> startComplete(GenerateRequest request, Optional<Duration> deadline) {
    return generate(request, deadline, CompletionCollector::new).reply();
  }

  private <L extends ClientCall.Listener<GenerateResponse>> L generate(
      GenerateRequest request, Optional<Duration> deadline, Function<OngoingCall, L> newReceiver) {
    return execute(
        GenerationServiceGrpc.getGenerateMethod(),
        new GenerationJournal(request),
        deadline,
        newReceiver);
  }

  /**
   * Starts a call. Every call of this client goes through here; its receiver requests all messages
   * but the first.
   */
  private <Q, R, L extends ClientCall.Listener<R>> L execute(
      MethodDescriptor<Q, R> method,
      CallJournal<Q, R> journal,
      Optional<Duration> deadline,
      Function<OngoingCall, L> newReceiver) {
    CallOptions withDeadline =
        deadline
            .or(() -> defaultDeadline)
            .map(
                limit ->
                    options
                        .withOption(CorrectedCall.LIMIT, limit)
                        .withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(options);
    ResumingCall<Q, R> call = new ResumingCall<>(schedulers, method, withDeadline, journal, policy);
    L receiver = newReceiver.apply(call);
    call.start(receiver);
    call.request(1);
    return receiver;
  }

  @Override
  public void close() {
    if (ownsConnections) {
      schedulers.close();
    }
  }
}
