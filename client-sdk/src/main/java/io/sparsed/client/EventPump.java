package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.GenerateResponse;

/** Hands events to a listener, and asks for the next one when it has returned. Owned by gRPC. */
final class EventPump extends ClientCall.Listener<GenerateResponse> implements Cancellable {
  private final OngoingCall call;
  private final GenerationListener listener;
  private boolean finished;

  EventPump(OngoingCall call, GenerationListener listener) {
    this.call = call;
    this.listener = listener;
  }

  @Override
  public void onMessage(GenerateResponse message) {
    FromProto.event(message)
        .ifPresent(
            event -> {
              listener.onEvent(event);
              finished |= event instanceof Event.Finished;
            });
    call.request(1);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!finished) {
      listener.onError(Failures.endWithoutAnswer(status, trailers));
    }
  }

  @Override
  public void cancel() {
    call.cancel("cancelled by the caller", null);
  }
}
