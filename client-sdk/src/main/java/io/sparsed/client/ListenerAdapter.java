package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.GenerateResponse;

/**
 * Passes events to a listener, and requests the next one when the listener has returned. gRPC's
 * threads use it one after the other.
 */
final class ListenerAdapter extends ClientCall.Listener<GenerateResponse> implements Cancellable {
  private final OngoingCall call;
  private final GenerationListener listener;
  private boolean finished;

  ListenerAdapter(OngoingCall call, GenerationListener listener) {
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
