package io.sparsed.scheduler.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * A StreamTrace records whether one call reached the worker and whether it was answered, since gRPC
 * reports UNAVAILABLE for a broken connection in both cases. Thread-safe.
 */
final class StreamTrace extends ClientStreamTracer.Factory {

  private volatile boolean sent;
  private volatile boolean answered;

  /** Returns true if the worker had the call and the connection ended without an answer. */
  boolean wasCut() {
    return sent && !answered;
  }

  /** Begins anew for each attempt of gRPC's own transparent retries, so that the last counts. */
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
