package io.sparsed.worker;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.util.concurrent.CompletableFuture;

/** A PatternStream sends the parts of a pattern one by one and never completes. */
final class PatternStream implements StreamObserver<PutPatternResponse> {
  private final CompletableFuture<StatusRuntimeException> failure = new CompletableFuture<>();
  private final ClientCallStreamObserver<PutPatternRequest> call;

  PatternStream(ManagedChannel channel) {
    this.call =
        (ClientCallStreamObserver<PutPatternRequest>)
            WorkerServiceGrpc.newStub(channel).putPattern(this);
  }

  void send(PatternHeader header) {
    call.onNext(PutPatternRequest.newBuilder().setHeader(header).build());
  }

  void send(ByteString words) {
    call.onNext(PutPatternRequest.newBuilder().setWords(words).build());
  }

  void cancel() {
    call.cancel("enough", null);
  }

  /** Waits until the worker refuses the pattern. */
  StatusRuntimeException failure() {
    return failure.join();
  }

  @Override
  public void onNext(PutPatternResponse response) {}

  @Override
  public void onError(Throwable refused) {
    failure.complete((StatusRuntimeException) refused);
  }

  @Override
  public void onCompleted() {}
}
