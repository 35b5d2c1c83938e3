package io.sparsed.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The client over gRPC. Thread-safe. */
final class GrpcClient implements SparseDClient {
  private final Schedulers schedulers;
  private final ResumePolicy policy;
  private final CallOptions options;
  private final Optional<Duration> defaultDeadline;

  GrpcClient(
      Schedulers schedulers,
      ResumePolicy policy,
      CallerHeaders headers,
      @Nullable Duration defaultDeadline) {
    this.schedulers = schedulers;
    this.policy = policy;
    this.options = CallOptions.DEFAULT.withCallCredentials(headers);
    this.defaultDeadline = Optional.ofNullable(defaultDeadline);
  }

  @Override
  public Completion complete(GenerationRequest request) {
    return FromProto.completion(startComplete(request).await());
  }

  @Override
  public CompletableFuture<Completion> completeAsync(GenerationRequest request) {
    return startComplete(request).toFuture(FromProto::completion);
  }

  @Override
  public GenerationStream stream(GenerationRequest request) {
    return generate(request, BufferedStream::new);
  }

  @Override
  public Cancellable stream(GenerationRequest request, GenerationListener listener) {
    return generate(request, call -> new EventPump(call, listener));
  }

  @Override
  public List<ModelInfo> models() {
    return FromProto.models(
        execute(
                GenerationServiceGrpc.getListModelsMethod(),
                Heard.nothing(ListModelsRequest.getDefaultInstance()),
                Optional.empty(),
                UnaryCall::new)
            .await());
  }

  private UnaryCall<CompleteResponse> startComplete(GenerationRequest request) {
    return generate(request, CompletionFold::new).reply();
  }

  private <L extends ClientCall.Listener<GenerateResponse>> L generate(
      GenerationRequest request, Function<OngoingCall, L> receiverOf) {
    return execute(
        GenerationServiceGrpc.getGenerateMethod(),
        new HeardGeneration(ToProto.request(request)),
        request.deadline(),
        receiverOf);
  }

  /**
   * Starts a call; every call goes through here. The receiver asks for messages after the first.
   */
  private <Q, R, L extends ClientCall.Listener<R>> L execute(
      MethodDescriptor<Q, R> method,
      Heard<Q, R> heard,
      Optional<Duration> deadline,
      Function<OngoingCall, L> receiverOf) {
    CallOptions withDeadline =
        deadline
            .or(() -> defaultDeadline)
            .map(limit -> options.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(options);
    ResumingCall<Q, R> call = new ResumingCall<>(schedulers, method, withDeadline, heard, policy);
    L receiver = receiverOf.apply(call);
    call.start(receiver);
    call.request(1);
    return receiver;
  }

  @Override
  public void close() {
    schedulers.close();
  }
}
