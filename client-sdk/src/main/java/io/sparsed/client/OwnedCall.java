package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows who ended a call, which gRPC's status does not say: a server that drops its connections
 * looks like a caller that cancelled, and a closed client like a lost server.
 */
final class OwnedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
  private final BooleanSupplier clientClosed;
  private volatile boolean cancelledHere;

  OwnedCall(ClientCall<Q, R> call, BooleanSupplier clientClosed) {
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
            super.onClose(truth(status), trailers);
          }
        },
        headers);
  }

  private Status truth(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          clientClosed.getAsBoolean()
              ? Status.CANCELLED.withDescription("the client is closed")
              : status;
      // With a cause it comes from this side too: a listener that threw.
      case CANCELLED ->
          cancelledHere || status.getCause() != null
              ? status
              : Status.UNAVAILABLE.withDescription(
                  "the server dropped the call: " + status.getDescription());
      default -> status;
    };
  }
}
