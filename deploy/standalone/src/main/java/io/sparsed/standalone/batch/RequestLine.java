package io.sparsed.standalone.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.Failure;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns a request line into a result line. Thread-safe.
 *
 * <p>What only this request suffers from becomes its result; what every request would suffer from
 * is waited out for a while and then stops the batch.
 */
final class RequestLine implements OrderedWork.Work<String, String> {
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_DELAY = Duration.ofMillis(250);

  private final List<GenerationServiceBlockingStub> stubs;
  private final AtomicInteger turn = new AtomicInteger();
  private final Optional<Duration> timeout;

  /**
   * @param schedulers that are asked in turn, at least one
   * @param timeout of a request
   */
  RequestLine(List<? extends Channel> schedulers, Optional<Duration> timeout) {
    this.stubs = schedulers.stream().map(GenerationServiceGrpc::newBlockingStub).toList();
    this.timeout = timeout;
  }

  @Override
  public String on(String line) throws InterruptedException {
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    try {
      JsonFormat.parser().merge(line, request);
    } catch (InvalidProtocolBufferException e) {
      return failed(
          new Failure(
              "INVALID_ARGUMENT",
              "INVALID_JSON",
              "the line is no GenerateRequest: " + e.getMessage(),
              List.of(),
              ExitCode.USAGE));
    }
    return complete(CompleteRequest.newBuilder().setRequest(request).build());
  }

  private String complete(CompleteRequest request) throws InterruptedException {
    Duration backoff = FIRST_DELAY;
    for (int attempt = 1; ; attempt++) {
      try {
        return json(next().complete(request));
      } catch (StatusRuntimeException e) {
        WireFailure problem = new WireFailure(e);
        switch (e.getStatus().getCode()) {
          // A server that drops its connections reports them as cancelled.
          case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, CANCELLED -> {
            if (attempt == ATTEMPTS) {
              throw stopped(problem, e);
            }
            Thread.sleep(problem.retryDelay().orElse(backoff));
            backoff = backoff.multipliedBy(2);
          }
          case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> throw stopped(problem, e);
          default -> {
            return failed(problem.toFailure());
          }
        }
      }
    }
  }

  private GenerationServiceBlockingStub next() {
    GenerationServiceBlockingStub stub =
        stubs.get(Math.floorMod(turn.getAndIncrement(), stubs.size()));
    return timeout
        .map(limit -> stub.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS))
        .orElse(stub);
  }

  private static BatchStoppedException stopped(WireFailure problem, Throwable cause) {
    return new BatchStoppedException(problem.toFailure().message(), cause);
  }

  private static String json(CompleteResponse response) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(response);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without Any always prints", e);
    }
  }

  private static String failed(Failure failure) {
    return failure.toJson().toString();
  }
}
