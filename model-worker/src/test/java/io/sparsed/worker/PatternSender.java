package io.sparsed.worker;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Sends a pattern to a worker as it is given, valid or not. */
final class PatternSender implements StreamObserver<PutPatternResponse> {
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  static void put(ManagedChannel channel, PatternHeader header, ByteString words) {
    var sender = new PatternSender();
    var call = WorkerServiceGrpc.newStub(channel).putPattern(sender);
    call.onNext(PutPatternRequest.newBuilder().setHeader(header).build());
    call.onNext(PutPatternRequest.newBuilder().setWords(words).build());
    try {
      call.onCompleted();
    } catch (IllegalStateException alreadyRefused) {
      ((ClientCallStreamObserver<PutPatternRequest>) call).cancel("refused", alreadyRefused);
    }
    try {
      sender.done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void onNext(PutPatternResponse response) {}

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    done.complete(null);
  }
}
