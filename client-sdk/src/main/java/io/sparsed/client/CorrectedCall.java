package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the status of a call that ended. To gRPC, a server that drops its connections looks like
 * a caller that cancelled, and a closed client like a lost server.
 */
final class CorrectedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
  private final BooleanSupplier clientClosed;
  private volatile boolean cancelledHere;

  CorrectedCall(ClientCall<Q, R> call, BooleanSupplier clientClosed) {
    super(call);
    this.clientClosed = clientClosed;
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    cancelledHere = true;
    super.cancel(message, cause);
  }

  @Override
  public void start(Listener<R> receiver, Metadata headers) {
    super.start(
        new SimpleForwardingClientCallListener<>(receiver) {
          @Override
          public void onClose(Status status, Metadata trailers) {
            super.onClose(corrected(status), trailers);
          }
        },
        headers);
  }

  private Status corrected(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          clientClosed.getAsBoolean()
              ? Status.CANCELLED.withDescription("the client is closed")
              : status;
      // A cause comes from this side too: a listener that threw.
      case CANCELLED ->
          cancelledHere || status.getCause() != null
              ? status
              : Status.UNAVAILABLE.withDescription(
                  "the server dropped the call: " + status.getDescription());
      default -> status;
    };
  }
}
