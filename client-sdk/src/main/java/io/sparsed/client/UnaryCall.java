package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A UnaryCall receives the one reply of a call, for a caller that waits or for a future. gRPC's
 * threads write it one after the other.
 */
final class UnaryCall<R> extends ClientCall.Listener<R> {
  private final OngoingCall call;

  /** Fails with StatusException only, so that the caller's exception is made on its own thread. */
  private final CompletableFuture<R> reply = new CompletableFuture<>();

  private @Nullable R message;

  UnaryCall(OngoingCall call) {
    this.call = call;
  }

  @Override
  public void onMessage(R received) {
    message = received;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk() && message != null) {
      reply.complete(message);
    } else {
      Status failure =
          status.isOk() ? Status.INTERNAL.withDescription("the server sent no answer") : status;
      reply.completeExceptionally(failure.asException(trailers));
    }
  }

  R await() {
    try {
      return reply.get();
    } catch (InterruptedException e) {
      call.cancel("the waiting thread was interrupted", e);
      Thread.currentThread().interrupt();
      throw Failures.interrupted(e);
    } catch (ExecutionException e) {
      throw Failures.toException(e);
    }
  }

  <T> CompletableFuture<T> toFuture(Function<R, T> mapper) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        reply
            .thenApply(mapper)
            .whenComplete(
                (mapped, failure) -> {
                  if (failure == null) {
                    result.complete(mapped);
                  } else {
                    result.completeExceptionally(Failures.toException(failure));
                  }
                });
    var unusedCancellation =
        result.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                call.cancel("cancelled by the caller", null);
              }
            });
    return result;
  }
}
