package io.sparsed.scheduler.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Tells whether a call that failed had been sent and was cut off, or was never taken or answered:
 * of both gRPC says UNAVAILABLE. For one call.
 */
final class StreamTrace extends ClientStreamTracer.Factory {

  private volatile boolean sent;
  private volatile boolean answered;

  /** Whether the worker had the call and the connection ended without an answer. */
  boolean wasCut() {
    return sent && !answered;
  }

  /** Where gRPC tries the call once more by itself, the last try counts. */
  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    sent = false;
    answered = false;
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transport, Metadata headers) {
        sent = true;
      }

      @Override
      public void inboundTrailers(Metadata trailers) {
        answered = true;
      }
    };
  }
}
