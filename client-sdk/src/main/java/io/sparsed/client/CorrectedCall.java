package io.sparsed.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the status of a call that ended without the server's own words. To gRPC, a server that
 * drops its connections looks like a caller that cancelled.
 */
final class CorrectedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
  /** Option that keeps the time that a call has. */
  static final CallOptions.Key<Duration> LIMIT = CallOptions.Key.create("limit");

  /** Trailer of a server that has words of its own. */
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final String server;
  private final CallOptions options;
  private volatile boolean cancelledHere;

  CorrectedCall(Channel channel, MethodDescriptor<Q, R> method, CallOptions options) {
    super(channel.newCall(method, options));
    this.server = channel.authority();
    this.options = options;
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
            super.onClose(corrected(status, trailers), trailers);
          }
        },
        headers);
  }

  private Status corrected(Status status, Metadata trailers) {
    boolean isCancelledHere = status.getCode() == Code.CANCELLED && cancelledHere;
    return isCancelledHere || trailers.containsKey(DETAILS)
        ? status
        : TransportStatus.explain(status, server, Optional.ofNullable(options.getOption(LIMIT)));
  }
}
