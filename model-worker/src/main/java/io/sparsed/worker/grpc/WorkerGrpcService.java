package io.sparsed.worker.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
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
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.PatternMissingException;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.model.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A WorkerGrpcService answers the calls of the WorkerService for a device thread and its patterns.
 */
public final class WorkerGrpcService extends WorkerServiceGrpc.WorkerServiceImplBase {
  /** The seconds within which a pattern that is being received must make progress. */
  private static final long SECONDS_OF_SILENCE = 10;

  private static final Logger log = LoggerFactory.getLogger(WorkerGrpcService.class);

  private final CompletableFuture<LoadedModel> model;
  private final DeviceThread device;
  private final PatternStore patterns;
  private final Executor replies;
  private final ReceptionBudget receptions;
  private final Executor later;

  /**
   * Makes the service of a device.
   *
   * @param model future that completes when the model is loaded, or exceptionally
   * @param patterns patterns that the worker holds
   * @param replies executor of the replies, so that the device thread goes on
   */
  public WorkerGrpcService(
      CompletableFuture<LoadedModel> model,
      DeviceThread device,
      PatternStore patterns,
      Executor replies) {
    this.model = model;
    this.device = device;
    this.patterns = patterns;
    this.replies = replies;
    this.receptions = new ReceptionBudget(patterns.maxBytes());
    this.later = CompletableFuture.delayedExecutor(SECONDS_OF_SILENCE, TimeUnit.SECONDS, replies);
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> reply) {
    answer(reply, () -> loaded().description());
  }

  @Override
  public void getTokenizer(
      GetTokenizerRequest request, StreamObserver<GetTokenizerResponse> reply) {
    try {
      PacedStream.send(TokenizerWire.parts(loaded().tokenizer()), reply);
    } catch (RuntimeException e) {
      reply.onError(WorkerErrors.status(e));
    }
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> reply) {
    var call = (ServerCallStreamObserver<ForwardResponse>) reply;
    call.setOnCancelHandler(
        () -> {}); // the device asks isCancelled; without a handler, late replies throw
    try {
      var forward = loaded().forwards().forward(request);
      var _ =
          device
              .submit(forward, Cancellation.when(call::isCancelled))
              .whenCompleteAsync(
                  (result, failure) -> {
                    if (failure != null) {
                      fail(request, call, failure);
                    } else {
                      call.onNext(ResultMapper.response(forward, result));
                      call.onCompleted();
                    }
                  },
                  Context.current().wrap(replies));
    } catch (RuntimeException e) {
      fail(request, call, e);
    }
  }

  /** Returns the status of a call whose message cannot be read, for this reason. */
  public static StatusRuntimeException unreadable(String reason) {
    return WorkerErrors.status(new IllegalArgumentException(reason));
  }

  /** Answers with the status of a failure, which the log tells if it is not the caller's. */
  private static void fail(ForwardRequest request, StreamObserver<?> call, Throwable failure) {
    var status = WorkerErrors.status(failure);
    if (status.getStatus().getCode() == Status.Code.INTERNAL) {
      try (var _ = MDC.putCloseable("request_id", request.getRequestId());
          var _ = MDC.putCloseable("trace_id", traceId())) {
        log.error("a forward failed", failure);
      }
    }
    call.onError(status);
  }

  private static String traceId() {
    var trace = Span.current().getSpanContext();
    return trace.isValid() ? trace.getTraceId() : "";
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> reply) {
    var id = request.getPatternId();
    patterns
        .get(id)
        .ifPresentOrElse(
            pattern -> PacedStream.send(PatternWire.parts(id, pattern), reply),
            () -> reply.onError(WorkerErrors.status(new PatternMissingException(id))));
  }

  @Override
  public StreamObserver<PutPatternRequest> putPattern(StreamObserver<PutPatternResponse> reply) {
    var receiver =
        new PatternReceiver(
            patterns, shape -> loaded().checkPattern(shape), receptions, later, reply);
    receiver.watch();
    return receiver;
  }

  @Override
  public void dropArtifact(
      DropArtifactRequest request, StreamObserver<DropArtifactResponse> reply) {
    patterns.drop(request.getArtifactId());
    device.drop(request.getArtifactId());
    answer(reply, DropArtifactResponse::getDefaultInstance);
  }

  private LoadedModel loaded() {
    if (!model.isDone()) {
      throw WorkerErrors.loading();
    }
    return model.join();
  }

  private static <T> void answer(StreamObserver<T> reply, Supplier<T> make) {
    try {
      reply.onNext(make.get());
      reply.onCompleted();
    } catch (RuntimeException e) {
      reply.onError(WorkerErrors.status(e));
    }
  }
}
