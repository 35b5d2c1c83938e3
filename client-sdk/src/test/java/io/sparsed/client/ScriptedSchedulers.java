package io.sparsed.client;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Schedulers that fail by script: what a client does then, wire by wire. {@link SchedulerLossTest}
 * is real.
 */
abstract class ScriptedSchedulers {
  static final GenerationRequest REQUEST = GenerationRequest.of(Prompt.text("hello"));
  static final Status LOST = Status.UNAVAILABLE.withDescription("lost");
  static final Duration LONG = Duration.ofMinutes(5);

  final List<GenerateRequest> requests = new CopyOnWriteArrayList<>();
  final List<BiConsumer<GenerateRequest, ServerCallStreamObserver<GenerateResponse>>> scripts =
      new CopyOnWriteArrayList<>();
  ScriptedServer server;

  /** Plays a script a call; the last one over and over. */
  @BeforeEach
  void start() throws Exception {
    server =
        ScriptedServer.generating(
            (request, reply) -> {
              requests.add(request);
              scripts.get(Math.min(requests.size(), scripts.size()) - 1).accept(request, reply);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  SparseDClient client(int attempts, Duration backoff) {
    return SparseDClient.builder(server.target())
        .plaintext()
        .retry(RetryPolicy.builder().attempts(attempts).backoff(backoff, backoff).build())
        .build();
  }

  void script(Object... events) {
    scripts.add(
        (request, reply) -> {
          for (Object event : events) {
            switch (event) {
              case GenerateResponse response -> reply.onNext(response);
              case Status failure -> reply.onError(failure.asRuntimeException());
              case StatusRuntimeException failure -> reply.onError(failure);
              default -> throw new IllegalArgumentException(event.toString());
            }
          }
          if (events[events.length - 1] instanceof GenerateResponse) {
            reply.onCompleted();
          }
        });
  }

  static Accepted.Builder acceptance() {
    Accepted.Builder accepted =
        Accepted.newBuilder()
            .setRequestId("r")
            .setModel("m")
            .setFingerprint("f")
            .addPromptTokenIds(11)
            .addPromptTokenIds(12);
    accepted.getDiffusionBuilder().setSeed(77);
    accepted.getSparseBuilder().setSkip(0.4);
    return accepted;
  }

  static GenerateResponse accepted() {
    return GenerateResponse.newBuilder().setAccepted(acceptance()).build();
  }

  static GenerateResponse progress(int step) {
    return GenerateResponse.newBuilder()
        .setProgress(Progress.newBuilder().setStep(step).addPositions(step).addTokenIds(100 + step))
        .build();
  }

  static GenerateResponse finished() {
    GenerateResponse.Builder event = GenerateResponse.newBuilder();
    event.getFinishedBuilder().setText("done");
    return event.build();
  }

  static StatusRuntimeException overloaded() {
    RetryInfo.Builder retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setNanos(1_000_000);
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
            .addDetails(Any.pack(retry.build()))
            .build());
  }
}
