package io.sparsed.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The client over one gRPC channel. Thread-safe. */
final class GrpcClient implements SparseDClient {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ManagedChannel channel;
  private final CallOptions options;
  private final Optional<Duration> defaultDeadline;
  private volatile boolean closed;

  GrpcClient(ManagedChannel channel, @Nullable String token, @Nullable Duration defaultDeadline) {
    this.channel = channel;
    this.options =
        token == null
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withCallCredentials(new BearerToken(token));
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
    return execute(
        GenerationServiceGrpc.getGenerateMethod(),
        ToProto.request(request),
        request.deadline(),
        BufferedStream::new);
  }

  @Override
  public Cancellable stream(GenerationRequest request, GenerationListener listener) {
    return execute(
        GenerationServiceGrpc.getGenerateMethod(),
        ToProto.request(request),
        request.deadline(),
        call -> new EventPump(call, listener));
  }

  @Override
  public List<ModelInfo> models() {
    return FromProto.models(
        execute(
                GenerationServiceGrpc.getListModelsMethod(),
                ListModelsRequest.getDefaultInstance(),
                Optional.empty(),
                UnaryCall::new)
            .await());
  }

  private UnaryCall<CompleteResponse> startComplete(GenerationRequest request) {
    return execute(
        GenerationServiceGrpc.getCompleteMethod(),
        CompleteRequest.newBuilder().setRequest(ToProto.request(request)).build(),
        request.deadline(),
        UnaryCall::new);
  }

  /**
   * Starts a call; every call goes through here. The receiver asks for messages after the first.
   */
  private <Q, R, L extends ClientCall.Listener<R>> L execute(
      MethodDescriptor<Q, R> method,
      Q request,
      Optional<Duration> deadline,
      Function<ClientCall<?, R>, L> receiverOf) {
    CallOptions withDeadline =
        deadline
            .or(() -> defaultDeadline)
            .map(limit -> options.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(options);
    ClientCall<Q, R> call = new OwnedCall<>(channel.newCall(method, withDeadline), () -> closed);
    L receiver = receiverOf.apply(call);
    call.start(receiver, new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(1);
    return receiver;
  }

  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
    try {
      boolean _ = channel.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
